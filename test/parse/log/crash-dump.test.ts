import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bootOfDump, type DumpFile, joinDumps } from "../../../src/parse/log/crash-dump.ts";

interface Written {
  readonly why: string;
  readonly number: number;
  readonly second: number;
  readonly lines: readonly string[];
}

function line(second: number, number: number): string {
  return `<6>[${String(number).padStart(5)}.000000] line ${number} of ${second}`;
}

/** A dump as the kernel writes it: part 1 has the newest lines, each part a whole number of them. */
function parts({ why, number, lines }: Written, perPart: number): readonly string[] {
  const texts: string[] = [];
  for (let end = lines.length; end > 0; end -= perPart) {
    const text = lines.slice(Math.max(0, end - perPart), end).join("\n");
    texts.push(`${why}#${number} Part${texts.length + 1}\n${text}\n`);
  }
  return texts;
}

/** drivers/firmware/efi/efi-pstore.c */
function efi(dump: Written, perPart: number): DumpFile[] {
  return parts(dump, perPart).map((text, index) => {
    const id = (BigInt(dump.second) * 100n + BigInt(index + 1)) * 1000n + BigInt(dump.number);
    return { path: `/sys/fs/pstore/dmesg-efi-${id}`, text, modifiedAt: dump.second * 1000 };
  });
}

/** drivers/acpi/apei/erst.c: ids grow with each part. */
function erst(dump: Written, perPart: number): DumpFile[] {
  return parts(dump, perPart).map((text, index) => ({
    path: `/sys/fs/pstore/dmesg-erst-${BigInt(dump.second) * 4_294_967_296n + BigInt(index)}`,
    text,
    modifiedAt: dump.second * 1000 + index,
  }));
}

/** systemd's pstore.c: from the last part to the first, in one file. */
function archived(dump: Written, perPart: number): DumpFile[] {
  const text = parts(dump, perPart).toReversed().join("");
  const folder = `/var/lib/systemd/pstore/${dump.second}/${String(dump.number).padStart(3, "0")}`;
  return [{ path: `${folder}/dmesg.txt`, text, modifiedAt: (dump.second + 90) * 1000 }];
}

const SECONDS = 1_700_000_000;

const dump = (second: number): fc.Arbitrary<Written> =>
  fc
    .record({
      why: fc.constantFrom("Panic", "Oops"),
      number: fc.integer({ min: 1, max: 9 }),
      count: fc.nat({ max: 30 }),
    })
    .map(({ why, number, count }) => ({
      why,
      number,
      second,
      lines: Array.from({ length: count + 1 }, (_, at) => line(second, at)),
    }));

/** Dumps of different boots: hours lie between them. */
const dumps = fc
  .uniqueArray(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 4 })
  .chain((hours) => fc.tuple(...hours.toSorted((a, b) => a - b).map((hour) => dump(SECONDS + hour * 3600))));

describe("parts of crash dumps", () => {
  test.each([
    ["EFI variables", efi],
    ["ERST", erst],
    ["systemd's archive", archived],
  ])("of %s give the lines in their order, whatever the order of the files", (_, kept) => {
    const shuffled = (files: readonly DumpFile[]) =>
      fc.shuffledSubarray([...files], { minLength: files.length, maxLength: files.length });
    const given = fc
      .tuple(dumps, fc.integer({ min: 1, max: 12 }))
      .chain(([written, perPart]) =>
        shuffled(written.flatMap((one) => kept(one, perPart))).map((files) => ({ written, files })),
      );
    fc.assert(
      fc.property(given, ({ written, files }) => {
        const joined = joinDumps(files);
        expect(joined.map(({ text }) => text)).toEqual(written.map(({ lines }) => `${lines.join("\n")}\n`));
        expect(joined.map(({ why }) => why)).toEqual(written.map(({ why }) => why));
        expect(joined.map(({ at }) => Math.floor(at / 1000))).toEqual(written.map(({ second }) => second));
      }),
      { numRuns: 200 },
    );
  });

  test("an oops and the panic that follows it are two dumps, also within one second", () => {
    const oops = { why: "Oops", number: 1, second: SECONDS, lines: ["[ 1.000000] a", "[ 2.000000] b"] };
    const panic = { ...oops, why: "Panic", number: 2, lines: [...oops.lines, "[ 3.000000] c"] };
    const joined = joinDumps([...efi(oops, 1), ...efi(panic, 1)]);
    expect(joined.map(({ why, parts }) => [why, parts])).toEqual([
      ["Oops", 2],
      ["Panic", 3],
    ]);
    expect(joined[1]?.text).toBe("[ 1.000000] a\n[ 2.000000] b\n[ 3.000000] c\n");
  });

  test("a part that is gone leaves the others in their order", () => {
    const whole = { why: "Panic", number: 1, second: SECONDS, lines: ["a", "b", "c"] };
    const files = efi(whole, 1).filter((_, index) => index !== 1);
    expect(joinDumps(files)).toMatchObject([
      { text: "a\nc\n", parts: 2, path: `/sys/fs/pstore/dmesg-efi-${SECONDS}01001` },
    ]);
  });

  test("a file without a head is one dump", () => {
    const joined = joinDumps([
      { path: "/sys/fs/pstore/dmesg-ramoops-0", text: "<6>[    1.000000] x\n", modifiedAt: 9 },
    ]);
    expect(joined).toMatchObject([{ text: "<6>[    1.000000] x\n", why: "Unknown", parts: 1, at: 9 }]);
  });
});

test("the boot of a dump began as long before its time as its last line says", () => {
  const dump = { path: "", at: 1_700_000_100_000, why: "Panic", parts: 1 };
  expect(bootOfDump({ ...dump, text: "<6>[   1.0] no\n<0>[  100.500000] Kernel panic\n trailing\n" })).toBe(
    1_700_000_100_000 - 100_500,
  );
  expect(bootOfDump({ ...dump, text: "nothing\n" })).toBeUndefined();
});
