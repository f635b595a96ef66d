import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/folder.ts";
import { agent, ENV } from "../support/program.ts";

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

interface Found {
  readonly detector: string;
  readonly count: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder.path, name);
  writeFileSync(path, content);
  return path;
}

function scan(...args: string[]): readonly Found[] {
  return JSON.parse(agent(["scan", "-o", "json", ...args]).out).findings;
}

const SYSLOG = `2026-11-20T03:00:00.000001+00:00 com0369 kernel: [  100.000001] e1000e: eth0 NIC Link is Down
2026-11-21T03:00:00.000001+00:00 com0369 kernel: [86500.000001] e1000e: eth1 NIC Link is Down
2026-11-21T03:00:01.000001+00:00 com0369 NetworkManager[1]: (eth2): link disconnected
`;
const KMSG = `6,1,100000001,-;e1000e: eth0 NIC Link is Down
 SUBSYSTEM=pci
6,2,86500000001,-;e1000e: eth1 NIC Link is Down
`;
const nics = (found: readonly Found[]) => found.map(({ attributes }) => attributes["network.interface.name"]);

describe("the same events in several logs", () => {
  const kernel = file("kern.log", SYSLOG);
  test.each([
    ["kern.log and syslog", [kernel, file("syslog", SYSLOG)]],
    ["one log named twice", [kernel, kernel]],
    ["a log and its compressed copy", [kernel, file("kern.log.gz", gzipSync(SYSLOG))]],
    ["records of /dev/kmsg and kern.log", [kernel, file("kmsg.raw", KMSG)]],
  ])("count once: %s", (_, files) => {
    expect(scan(...files).map(({ count }) => count)).toEqual([1, 1, 1]);
  });

  test("a line that stands three times in one log happened three times", () => {
    const line = "2026-11-21T03:00:01+00:00 com0369 NetworkManager[1]: (eth2): link disconnected\n";
    const [found] = scan(file("three", line.repeat(3)), file("two", line.repeat(2)));
    expect(found?.count).toBe(3);
  });
});

describe("--since", () => {
  const log = file("since.log", SYSLOG);
  test.each([
    ["2026-11-20T12:00", ["eth1", "eth2"]],
    ["2026-11-21 03:00:01", ["eth2"]],
    ["2026-11-21T12:00:01+09:00", ["eth2"]],
    ["2026-11-21T03:00:01Z", ["eth2"]],
    ["2026-11-21", ["eth1", "eth2"]],
    ["2099-01-01", []],
  ])("%s", (since, expected) => {
    expect(nics(scan("--since", since, log))).toEqual(expected);
  });

  test("a date is local, with a time or without", () => {
    const env = { ...ENV, TZ: "America/New_York" };
    const run = (since: string) => JSON.parse(agent(["scan", "-o", "json", "--since", since, log], { env }).out);
    expect(nics(run("2026-11-20").findings)).toEqual(["eth1", "eth2"]);
    expect(nics(run("2026-11-19").findings)).toEqual(["eth0", "eth1", "eth2"]);
  });

  test("a time ago", () => {
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    const line = (minutes: number) => `${ago(minutes)} h kernel: e1000e: eth${minutes} NIC Link is Down\n`;
    const recent = file("recent.log", line(200) + line(50) + line(5));
    expect(nics(scan("--since", "1h", recent))).toEqual(["eth50", "eth5"]);
    expect(nics(scan("--since", "10m", recent))).toEqual(["eth5"]);
  });

  test("what has no time is kept", () => {
    expect(nics(scan("--since", "1m", file("boot", "[    1.000000] e1000e: eth9 NIC Link is Down\n")))).toEqual([
      "eth9",
    ]);
  });
});

describe("--format", () => {
  test("a log that is in another one gives nothing, and says that lines were not understood", () => {
    const path = file("wrong.log", SYSLOG);
    for (const format of ["kmsg", "journal"]) {
      const { code, out } = agent(["scan", "-o", "json", "--format", format, path]);
      expect({ code, sources: JSON.parse(out).sources }).toMatchObject({ code: 0, sources: [{ format, skipped: 3 }] });
      expect(agent(["scan", "--lang", "en", "--format", format, path]).out).toContain("3 not understood");
    }
  });

  test.each([
    ["syslog", SYSLOG],
    ["kmsg", KMSG],
    ["dmesg", "[  100.000001] e1000e: eth0 NIC Link is Down\n[  101.000001] e1000e: eth1 NIC Link is Down\n"],
    [
      "journal",
      '{"MESSAGE":"e1000e: eth0 NIC Link is Down","_TRANSPORT":"kernel"}\n{"MESSAGE":"e1000e: eth1 NIC Link is Down","_TRANSPORT":"kernel"}\n',
    ],
  ])("%s is told by itself, and taken when it is named", (format, log) => {
    const path = file(`auto-${format}`, log);
    expect(nics(scan(path))).toEqual(expect.arrayContaining(["eth0", "eth1"]));
    expect(nics(scan("--format", format, path))).toEqual(expect.arrayContaining(["eth0", "eth1"]));
    expect(JSON.parse(agent(["scan", "-o", "json", path]).out).sources[0].format).toBe(format);
  });
});

test("text of a user's program is no kernel message, whatever it says", () => {
  const forged = "[  100.000001] e1000e: eth0 NIC Link is Down";
  const log = `2026-11-21T03:00:00Z h app[7]: ${forged}\n2026-11-21T03:00:00Z h app[7]: kernel: ${forged}\n`;
  expect(scan(file("forged.log", log))).toEqual([]);
  expect(scan(file("forged.kmsg", `14,1,5,-;kernel: ${forged}\n12,2,6,-;e1000e: eth0 NIC Link is Down\n`))).toEqual([]);
});
