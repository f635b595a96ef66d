import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/folder.ts";
import { agent } from "../support/program.ts";

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

function file(name: string, ...lines: string[]): string {
  const path = join(folder.path, name);
  writeFileSync(path, lines.map((line) => `${line}\n`).join(""));
  return path;
}

/** Interfaces that lost their link. */
function down(...args: string[]): string[] {
  const { code, out, err } = agent(["scan", "-o", "json", ...args]);
  if (code === 64) throw new Error(err);
  return JSON.parse(out).findings.map(({ subject }: { subject: { name: string } }) => subject.name);
}

const kernel = (time: string, body: string) => `2026-11-${time}+00:00 com0369 kernel: ${body}`;
const lost = (nic: string) => `e1000e: ${nic} NIC Link is Down`;
const BOOT = "Linux version 6.1.0-56-amd64 (debian-kernel@lists.debian.org) (gcc-12) #1 SMP";

describe("--until", () => {
  const log = file("until.log", kernel("20T03:00:00", lost("eth0")), kernel("21T03:00:00", lost("eth1")));
  test.each([
    [["--until", "2026-11-20T12:00Z"], ["eth0"]],
    [["--until", "2026-11-20T03:00:00Z"], ["eth0"]],
    [["--until", "2026-11-20T02:59:59Z"], []],
    [["--since", "2026-11-20T12:00Z", "--until", "2026-11-22"], ["eth1"]],
    [
      ["--until", "1h"],
      ["eth0", "eth1"],
    ],
  ])("%j", (args, expected) => {
    expect(down(...args, log)).toEqual(expected);
  });

  test("a trouble that was over later was not over then", () => {
    const path = file(
      "over.log",
      kernel("20T03:00:00", lost("eth0")),
      kernel("21T03:00:00", "e1000e: eth0 NIC Link is Up"),
    );
    expect(agent(["scan", path]).code).toBe(0);
    expect(agent(["scan", "--until", "2026-11-20T12:00Z", path]).code).toBe(1);
  });
});

describe("--boot of logs with times", () => {
  const older = file(
    "kern.log.1",
    kernel("10T03:00:00", lost("before0")),
    kernel("11T03:00:00", BOOT),
    kernel("11T03:00:05", lost("first0")),
  );
  const newer = file(
    "kern.log",
    kernel("12T03:00:00", lost("first1")),
    kernel("13T03:00:00", BOOT),
    kernel("13T04:00:00", lost("last0")),
  );
  const other = file(
    "syslog",
    "2026-11-11T05:00:00+00:00 com0369 NetworkManager[1]: (nm0): link disconnected",
    kernel("13T03:00:02", BOOT),
    "2026-11-13T05:00:00+00:00 com0369 NetworkManager[1]: (nm1): link disconnected",
  );

  test.each([
    [["--boot"], ["last0", "nm1"]],
    [
      ["--boot", "0"],
      ["last0", "nm1"],
    ],
    [
      ["--boot", "-1"],
      ["first0", "nm0", "first1"],
    ],
    [["--boot=-2"], ["before0"]],
  ])("%j parts them all by the time of the kernel's first words", (args, expected) => {
    expect(down(...args, newer, other, older)).toEqual(expected);
  });

  test("and --since", () => {
    expect(down("--boot=-1", "--since", "2026-11-11T04:00Z", newer, other, older)).toEqual(["nm0", "first1"]);
  });

  test("more boots than the logs tell of, a pipe and this boot's ring are wrong usage, which says why", () => {
    const said = (...args: string[]) => agent(["scan", ...args]);
    expect(said("--boot=-3", newer, older)).toMatchObject({ code: 64, err: expect.stringContaining("3 boots only") });
    expect(said("--boot=1", newer)).toMatchObject({ code: 64, err: expect.stringContaining("-1 for the one before") });
    expect(said("--boot=-1")).toMatchObject({ code: 64, err: expect.stringContaining("name the files") });
    expect(said("--boot", "--pstore")).toMatchObject({ code: 64, err: expect.stringContaining("--pstore") });
    expect(said("--boot", "-")).toMatchObject({ code: 64, err: expect.stringContaining("cannot be read twice") });
  });
});

describe("--boot of logs without times", () => {
  const console = file(
    "serial.txt",
    "SeaBIOS (version 1.16)",
    `[    0.000000] ${BOOT}`,
    `[    5.000000] ${lost("a0")}`,
    `[    0.000000] ${BOOT}`,
    `[    6.000000] ${lost("b0")}`,
    `[    0.000000] ${BOOT}`,
    `[    7.000000] ${lost("c0")}`,
  );

  test.each([
    ["0", ["c0"]],
    ["-1", ["b0"]],
    ["-2", ["a0"]],
  ])("%s is its piece of the console", (boot, expected) => {
    expect(down(`--boot=${boot}`, console)).toEqual(expected);
  });

  test("a record that only quotes the kernel's first words is no boot", () => {
    const quoted = file(
      "quoted.txt",
      `[    0.000000] ${BOOT}`,
      `[    5.000000] ${lost("a0")}`,
      `[   9.000000] x: ${BOOT}`,
    );
    expect(down("--boot", quoted)).toEqual(["a0"]);
  });
});

describe("--boot of the journal", () => {
  const entry = (boot: string, at: number, message: string) =>
    JSON.stringify({
      __REALTIME_TIMESTAMP: String(at * 1_000_000),
      _BOOT_ID: boot.repeat(32),
      _TRANSPORT: "kernel",
      _HOSTNAME: "com0369",
      MESSAGE: message,
    });
  const start = Date.UTC(2026, 10, 1) / 1000;
  const journal = file(
    "journal.json",
    entry("a", start, lost("a0")),
    entry("b", start + 10_000, lost("b0")),
    entry("b", start + 10_001, lost("b1")),
    entry("c", start + 20_000, lost("c0")),
  );

  test.each([
    ["0", ["c0"]],
    ["-1", ["b0", "b1"]],
    ["-2", ["a0"]],
  ])("%s goes by _BOOT_ID, also without the kernel's first words", (boot, expected) => {
    expect(down(`--boot=${boot}`, journal)).toEqual(expected);
  });
});
