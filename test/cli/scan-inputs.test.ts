import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/folder.ts";
import { agent, bash, type Ran } from "../support/program.ts";

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const OOPS = readFileSync(new URL("../fixtures/seeds/guest-oops.dmesg", import.meta.url));
const FOUND = /^KRANE CRITICAL - guest-oops: qemu-system-x86\[18119\]: BUG: unable to handle/;

function file(name: string, ...content: (string | Uint8Array)[]): string {
  const path = join(folder.path, name);
  writeFileSync(path, Buffer.concat(content.map((part) => Buffer.from(part as string))));
  return path;
}

function scan(...args: string[]): Ran {
  return agent(["scan", "-o", "nagios", ...args]);
}

const plain = file("oops.log", OOPS);
const gzip = gzipSync(OOPS);
/** What can be read of half of it is no finding. */
const QUIET = readFileSync("test/fixtures/quiet/boot-6.12.dmesg");

describe("a log that can be read gives its finding", () => {
  const half = OOPS.indexOf("---[ end") + 5;
  const uncut = OOPS.indexOf("생략") + 1;
  test.each([
    ["gzip", file("a.gz", gzip)],
    ["gzip under another name", file("a.log", gzip)],
    ["two gzip members", file("b.gz", gzipSync(OOPS.subarray(0, 100)), gzipSync(OOPS.subarray(100)))],
    ["CRLF", file("crlf", OOPS.toString().replaceAll("\n", "\r\n"))],
    ["a byte order mark", file("bom", "\ufeff", OOPS)],
    ["cut in the middle of a line", file("cut-line", OOPS.subarray(0, half))],
    ["cut in the middle of a character", file("cut-char", OOPS.subarray(0, uncut), OOPS.subarray(uncut + 1))],
    ["NULs of a crash behind it", file("nul-end", OOPS, new Uint8Array(9000))],
    ["NULs of a crash before it", file("nul-start", new Uint8Array(9000), OOPS)],
    ["NULs of a crash in it", file("nul-mid", "[    1.000000] x\n", new Uint8Array(900), OOPS)],
    ["bytes that are no UTF-8", file("latin", "[    1.000000] \xff\xfe\n", Buffer.from([0xff, 0xc3, 10]), OOPS)],
    ["a line of 10 MB before it", file("long", "[    1.000000] ", "BUG: Oops: ".repeat(1_000_000), "\n", OOPS)],
  ])("%s", (_, path) => {
    const { code, out, err } = scan(path);
    expect({ code, err }).toEqual({ code: 2, err: "" });
    expect(out).toMatch(FOUND);
  });
});

describe("a log that cannot be read gives an error that names it, and exit code 3", () => {
  const compressed = (program: string) => {
    const path = file(`oops.${program}`);
    writeFileSync(path, execFileSync(program, ["-c", plain]));
    return path;
  };
  const corrupt = Buffer.from(gzip).fill(0x55, 60, 70);
  const huge = file("huge");
  truncateSync(huge, 10 * 2 ** 30);
  const elf = join(folder.path, "elf");
  copyFileSync(process.execPath, elf);
  mkdirSync(join(folder.path, "dir"));
  test.each([
    ["is not there", join(folder.path, "nope"), "ENOENT"],
    ["is a directory", join(folder.path, "dir"), "is a directory"],
    ["never ends", "/dev/zero", "is a device"],
    ["is a program", elf, "is binary"],
    ["is UTF-16", file("utf16", Buffer.from(OOPS.toString(), "utf16le")), "is binary"],
    ["is a hole of 10 GB", huge, "is binary"],
    ["is a gzip of zeros", file("bomb.gz", gzipSync(new Uint8Array(50_000_000))), "is binary"],
    ["is gzip twice", file("twice.gz", gzipSync(gzip)), "is compressed by gzip twice"],
    ["is half a gzip", file("half.gz", gzipSync(QUIET).subarray(0, 2000)), "ends in the middle or is damaged"],
    ["is two bytes of a gzip", file("two.gz", gzip.subarray(0, 2)), "ends in the middle or is damaged"],
    ["is a damaged gzip", file("bad.gz", corrupt), "ends in the middle or is damaged"],
    ["is xz", file("a.xz", Buffer.from("fd377a585a0000", "hex")), "xzcat"],
    ["is zstd", file("a.zst", Buffer.from("28b52ffd24", "hex")), "zstdcat"],
    ["is bzip2", compressed("bzip2"), "bzcat"],
    ["is a journal", file("system.journal", "LPKSHHRH", new Uint8Array(500)), "journalctl -o json"],
  ])("%s", (_, path, said) => {
    const { code, out, err } = scan(path);
    expect(code).toBe(3);
    expect(out).toMatch(/^KRANE UNKNOWN - /);
    expect(err).toMatch(/^krane-agent scan: .*\n$/);
    expect(err).toContain(`${path}: `);
    expect(err).toContain(said);
  });

  test("may not be read: root without its capabilities, or anybody else", () => {
    const path = file("secret", OOPS);
    const drop = process.geteuid?.() === 0 ? "setpriv --bounding-set=-all --inh-caps=-all" : "env";
    const { code, err } = bash(`chmod 0 ${path}; ${drop} "${process.execPath}" dist/krane-agent.js scan ${path}`);
    expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining(`${path}: cannot be opened: EACCES`) });
  });
});

test("what was read before a gzip breaks off is told", () => {
  const long = gzipSync(Buffer.concat([OOPS, Buffer.from(Array.from({ length: 60_000 }, () => Math.random()).join())]));
  const { code, out, err } = scan(file("late.gz", long.subarray(0, -3000)));
  expect(out).toMatch(FOUND);
  expect(err).toContain("ends in the middle or is damaged");
  expect(code).toBe(2);
});

test("one bad log costs the others nothing, and a warning does not hide that it was not read", () => {
  const { code, out, err } = scan(join(folder.path, "nope"), plain);
  expect({ code, out: out.slice(0, 14) }).toEqual({ code: 2, out: "KRANE CRITICAL" });
  expect(err).toContain("nope: cannot be opened");
  const quiet = "test/fixtures/quiet/hypervisor-day.syslog";
  expect(scan(quiet, join(folder.path, "nope")).code).toBe(3);
});

test("an empty log is an answer", () => {
  expect(scan(file("empty"))).toMatchObject({ code: 0, err: "" });
  expect(bash("agent scan - < /dev/null")).toMatchObject({ code: 0, err: "" });
});

describe("pipes", () => {
  test.each([
    ["standard input", `cat ${plain} | agent scan -o nagios -`],
    ["a file as standard input", `agent scan -o nagios - < ${plain}`],
    [
      "gzip by the byte",
      `{ head -c1 ${folder.path}/a.gz; sleep 0.3; tail -c+2 ${folder.path}/a.gz; } | agent scan -o nagios -`,
    ],
    ["<(...)", `agent scan -o nagios <(cat ${plain})`],
    ["<(...) that is slow", `agent scan -o nagios <(head -c200 ${plain}; sleep 0.3; tail -c+201 ${plain})`],
    [
      "a FIFO whose writer is late",
      `mkfifo ${folder.path}/p; { sleep 0.3; cat ${plain} > ${folder.path}/p; } & agent scan -o nagios ${folder.path}/p`,
    ],
  ])("%s", (_, line) => {
    const { code, out, err } = bash(line);
    expect({ code, err }).toEqual({ code: 2, err: "" });
    expect(out).toMatch(FOUND);
  });

  test("a directory as standard input is refused", () => {
    const { code, err } = bash(`agent scan - < ${folder.path}`);
    expect({ code, err }).toMatchObject({ code: 3, err: expect.stringContaining("-: is a directory") });
  });

  test("closed standard input ends at once", () => {
    expect(bash("agent scan - <&-").err).not.toMatch(/\n {4}at /);
  });
});
