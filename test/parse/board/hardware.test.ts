import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { known, notKnown } from "../../../src/core/index.ts";
import { boardVerdict } from "../../../src/parse/board/board.ts";
import { identityInTable, telling } from "../../../src/parse/board/board-identity.ts";
import { alarmFiles } from "../../../src/parse/board/hwmon.ts";
import { parseEvents, partsOfEvents } from "../../../src/parse/board/ipmi-events.ts";
import { parseSensors, partOfSensor } from "../../../src/parse/board/ipmi-sensors.ts";
import { growthOf, parseIoErrors } from "../../../src/parse/disk/disk-state.ts";
import { parseSmart } from "../../../src/parse/disk/smart.ts";
import { controllersOf, type MemorySlot, parseCount, rowFiles, slotDirs } from "../../../src/parse/memory/edac.ts";
import { missingKib, populationOf } from "../../../src/parse/memory/memory-population.ts";
import { type Look, watch } from "../../../src/parse/memory/memory-watch.ts";

const DAY = 24 * 60 * 60 * 1000;
const NOW = Date.UTC(2026, 0, 15);

function slot(corrected: number): MemorySlot {
  return { id: "mc0/dimm0", label: "A1", location: undefined, corrected, uncorrected: 0 };
}

/** What is counted as new at each of these looks, [time, count], where each keeps for the next one. */
function looks(...counts: readonly (readonly [at: number, corrected: number])[]): readonly number[] {
  let kept: Look["kept"];
  return counts.map(([at, corrected]) => {
    const { watched, keep } = watch([slot(corrected)], { kept, bootId: "boot", now: NOW + at });
    kept = { bootId: "boot", at: NOW + at, facts: { watched: keep } };
    return watched[0]?.recent ?? -1;
  });
}

describe("the watch of memory errors", () => {
  test("closes after a day with fewer than ten", () => {
    expect(looks([0, 4], [DAY / 2, 9], [DAY, 9], [2 * DAY, 9])).toEqual([4, 9, 0, 0]);
  });

  test("stays open once there were ten", () => {
    expect(looks([0, 4], [DAY / 2, 10], [2 * DAY, 10], [30 * DAY, 10])).toEqual([4, 10, 10, 10]);
  });

  test("begins with the first new error, not with the last closing", () => {
    expect(looks([0, 0], [5 * DAY, 0], [5.9 * DAY, 6], [6.5 * DAY, 11])).toEqual([0, 0, 6, 11]);
  });

  test("starts anew where the counter did, or the clock went back", () => {
    expect(looks([0, 8], [DAY, 8], [DAY + 1, 3])).toEqual([8, 0, 3]);
    expect(looks([0, 8], [-DAY, 9])).toEqual([8, 9]);
  });

  test("believes nothing else that is kept", () => {
    const facts = fc.record({ watched: fc.oneof(fc.string(), fc.array(fc.string())) });
    void fc.assert(
      fc.property(facts, fc.nat(), (kept, corrected) => {
        const look = { kept: { bootId: "boot", at: 0, facts: kept }, bootId: "boot", now: NOW };
        const [first] = watch([slot(corrected)], look).watched;
        expect(first?.recent).toBeGreaterThanOrEqual(0);
        expect(first?.recent).toBeLessThanOrEqual(corrected);
      }),
    );
  });
});

describe("the population of memory", () => {
  const GIB = 1_048_576;
  const modules = (count: number, gib: number) =>
    populationOf(
      Array.from({ length: count }, () => ({
        locator: undefined,
        bank: undefined,
        kib: gib * GIB,
        isDram: true,
        speed: undefined,
        configuredSpeed: undefined,
        manufacturer: undefined,
        serial: undefined,
        part: undefined,
      })),
    );

  test.each([
    [2, 16],
    [8, 32],
    [24, 16],
    [24, 32],
    [32, 64],
    [16, 128],
  ])("%d x %d GiB: the kernel's own is normal, one module less is not", (count, gib) => {
    const population = modules(count, gib);
    if (population === undefined) throw new Error("no population");
    const usable = population.installedKib * (1 - 0.0156) - GIB;
    expect(missingKib(population, usable, 0)).toBe(0);
    expect(missingKib(population, usable - gib * GIB, 0)).toBeGreaterThan(gib * GIB);
  });
});

describe("the mainboard", () => {
  test.each([
    "To be filled by O.E.M.",
    "To Be Filled By O.E.M",
    "Not Specified",
    "None",
    "0",
    "00000000",
    "Default string",
    "xxxxxxx",
    "..................",
    "System Serial Number",
    "Base Board Serial Number",
    "N/A",
    "0123456789",
    "00000000-0000-0000-0000-000000000000",
    "03000200-0400-0500-0006-000700080009",
    " ",
  ])("does not take %j for an identity", (text) => expect(telling(text)).toBeUndefined());

  test.each([".S18C0229.CNIVC0097A0123.", "CN7016", "S18C0229", "4c4c4544-0043-3010-8038-b4c04f323239"])(
    "takes %j for one",
    (text) => expect(telling(text)).toBe(text),
  );

  test("is told as replaced for a day, over runs that cannot see it", () => {
    let kept: Look["kept"];
    const run = (at: number, serial: string | undefined) => {
      const identity = { serial, uuid: undefined, product: "0W23H8", biosVersion: "2.1", biosDate: undefined };
      const verdict = boardVerdict({
        identity: known(identity),
        smbios: notKnown(""),
        kept,
        isGuest: false,
        now: NOW + at,
      });
      kept = { bootId: "boot", at: NOW + at, facts: verdict.keep ?? {} };
      return verdict.reason;
    };
    expect(run(0, "A")).toBe("BoardSeen");
    expect(run(1, undefined)).toBe("BoardUnnamed");
    expect(run(2, "B")).toBe("BoardReplaced");
    expect(run(3, undefined)).toBe("BoardReplaced");
    expect(run(DAY, "B")).toBe("BoardReplaced");
    expect(run(DAY + 2, "B")).toBe("BoardSame");
    expect(run(DAY + 3, "C")).toBe("BoardReplaced");
    expect(run(DAY + 4, "B")).toBe("BoardSame");
  });
});

describe("sensors and events of the BMC", () => {
  test("have the forms that ipmitool prints", () => {
    const text =
      "Fan1A,5880,RPM,ok\nFan8B,,,ns\nPS1 Status,62h,ok,10.1,Presence detected, Failure detected\nvFlash,EAh,ns,11.2,No Reading\nFan Block,21.560,percent,ok,7.1,Transition to Running\nnonsense";
    expect(parseSensors(text).map(({ name, reading, status, states }) => [name, reading, status, ...states])).toEqual([
      ["Fan1A", "5880 RPM", "ok"],
      ["Fan8B", "", "ns"],
      ["PS1 Status", "", "ok", "Presence detected", "Failure detected"],
      ["vFlash", "", "ns", "No Reading"],
      ["Fan Block", "21.560 percent", "ok", "Transition to Running"],
    ]);
  });

  test("of more than a day ago, or of a clock that was not set, are history", () => {
    const event = (date: string) => parseEvents(`1,${date},Power Supply PS1,Failure detected,Asserted`);
    const parts = (date: string) => partsOfEvents(event(date), [], NOW).map(({ reason }) => reason);
    expect(parts("01/14/2026,12:00:00")).toEqual(["PowerFault"]);
    expect(parts("01/14/26,12:00:00 UTC")).toEqual(["PowerFault"]);
    expect(parts("01/12/2026,12:00:00")).toEqual([]);
    expect(parts("Pre-Init,0000000012")).toEqual([]);
  });

  test("never throw, and cost little whatever they are", () => {
    void fc.assert(
      fc.property(fc.string(), (text) => {
        const sensors = parseSensors(text);
        sensors.flatMap(partOfSensor);
        partsOfEvents(parseEvents(text), sensors, NOW);
      }),
    );
    const line = "1,01/14/2026,12:00:00,Power Supply PS1,Failure detected,Asserted\n";
    const startedAt = performance.now();
    partsOfEvents(parseEvents(line.repeat(16_384)), [], NOW);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});

describe("small files of the kernel", () => {
  test("never make a fact of something that is none", () => {
    void fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (text, names) => {
        expect(parseCount(text) ?? 0).toBeGreaterThanOrEqual(0);
        expect(parseIoErrors(text) ?? 0).toBeGreaterThanOrEqual(0);
        expect(growthOf("sda", 5, { bootId: "", at: 0, facts: { errors: [text] } }) ?? 0).toBeGreaterThanOrEqual(0);
        controllersOf(names);
        slotDirs(names);
        rowFiles("mc0", "csrow0", names);
        alarmFiles({ dir: "hwmon0", name: text }, names);
      }),
    );
    expect(parseCount("0x10")).toBeUndefined();
    expect(parseIoErrors("0x1f")).toBe(31);
    expect(parseIoErrors("31")).toBeUndefined();
  });
});

describe("what smartctl says", () => {
  test("is taken for nothing else than it is", () => {
    void fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(parseSmart(text).kind).toBe("unseen");
      }),
    );
    const shapes = fc.record({
      smartctl: fc.record({ exit_status: fc.nat(255), messages: fc.jsonValue() }),
      smart_status: fc.jsonValue(),
      ata_smart_attributes: fc.record({ table: fc.jsonValue() }),
      nvme_smart_health_information_log: fc.jsonValue(),
    });
    void fc.assert(fc.property(shapes, (report) => void parseSmart(JSON.stringify(report))));
    expect(() => parseSmart("[".repeat(100_000))).not.toThrow();
  });

  test("has a vendor's other counts in the upper bytes of a raw value", () => {
    const raw = { value: 4_295_032_833, string: "1 (Average 65537)" };
    const report = {
      smartctl: { exit_status: 0 },
      smart_status: { passed: true },
      ata_smart_attributes: { table: [{ id: 5, raw }] },
    };
    expect(parseSmart(JSON.stringify(report))).toMatchObject({ problems: [{ text: "1 reallocated sectors" }] });
  });
});

test("a table without structures tells of no board", () => {
  expect(identityInTable(new Uint8Array(3))).toMatchObject({ known: false });
});
