import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { LogScan } from "../../src/detect/log-scan.ts";
import { loadRegistry } from "../../src/detect/registry.ts";
import { sniffFormat } from "../../src/parse/log/log-line.ts";
import { type FixtureCase, parseCases } from "../support/cases.ts";
import { said } from "../support/said.ts";
import { scanned } from "../support/scanned.ts";
import { type Said, TRANSPORTS, unwrap } from "../support/transports.ts";

const { rules } = await loadRegistry();
const FIXTURES = new URL("../fixtures/", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, FIXTURES), "utf8");

interface Case extends FixtureCase {
  readonly rule: string;
  readonly records: readonly Said[];
}

/** Every case of every rule over logs, near misses included. */
const CASES: readonly Case[] = readdirSync(new URL("rules/", FIXTURES)).flatMap((file) => {
  const rule = file.replace(/\.log$/, "");
  if (rules.find(({ id }) => id === rule)?.source === "agent") return [];
  // A guest's own log comes in no other way: its name is the only one that names the guest. Nor does what a command prints.
  const cases = parseCases(read(`rules/${file}`)).filter(({ body }) => !["qemu", "bosh"].includes(sniffFormat(body)));
  const unwrapped = cases.map((one) => ({ ...one, rule, records: unwrap(one.body) }));
  return unwrapped.filter(({ records }) => records.every(({ from }) => from !== "monit-client"));
});

const isKernels = ({ records }: Case) => records.every(({ from }) => from === "kernel");

describe.each(TRANSPORTS)("every sample of every rule is the same as $name", ({ kernelOnly, wrap }) => {
  test.each(CASES.filter((one) => kernelOnly !== true || isKernels(one)))("$rule: $name", async ({ body, records }) => {
    const expected = said(await scanned(rules, [{ text: body }]));
    expect(said(await scanned(rules, [{ text: wrap(records) }]))).toEqual(expected);
  });
});

describe("one event seen in several ways is one", () => {
  const exact = TRANSPORTS.filter(({ exact: isExact, name }) => isExact === true && name !== "rsyslog's repeats");
  const CLOCKED = ["kmsg", "syslog, ISO"];
  const others = TRANSPORTS.filter((way) => way.exact !== true);

  test.each(CASES.filter(isKernels))("in all that keep the kernel's clock: $rule: $name", async ({ body, records }) => {
    const logs = exact.map(({ name, wrap }) => ({ text: wrap(records), path: name }));
    expect(said(await scanned(rules, logs))).toEqual(said(await scanned(rules, [{ text: body }])));
  });

  test.each(CASES)("in one with that clock and one without: $rule: $name", async (one) => {
    const expected = said(await scanned(rules, [{ text: one.body }]));
    for (const { name, kernelOnly, wrap } of others) {
      if (kernelOnly === true && !isKernels(one)) continue;
      const log = { text: wrap(one.records), path: name };
      for (const { wrap: clocked } of exact.filter(({ name }) => CLOCKED.includes(name))) {
        const other = { text: clocked(one.records), path: "clocked" };
        expect(said(await scanned(rules, [log, other]))).toEqual(expected);
        expect(said(await scanned(rules, [other, log]))).toEqual(expected);
      }
    }
  });
});

const DOWN = "e1000e 0000:00:1f.6 eth0: NIC Link is Down";
const header = (second: number) => `Nov 20 03:07:${String(second).padStart(2, "0")} com0369`;
const countOf = async (text: string, format: "auto" | "kmsg" = "auto") =>
  (await scanned(rules, [{ text, format }])).map(({ detector, count }) => [detector, count]);

describe("lines that a syslogd left out", () => {
  test("rsyslog's are counted, also those with the kernel's clock in them", async () => {
    const again = `${header(9)} kernel: message repeated 3 times: [ [ 1019.110825] ${DOWN}]\n`;
    expect(await countOf(`${header(7)} kernel: [ 1019.110825] ${DOWN}\n${again}`)).toEqual([["link-down", 4]]);
    const bare = `${header(9)} kernel: message repeated 3 times: [ ${DOWN}]\n`;
    expect(await countOf(`${header(7)} kernel: ${DOWN}\n${bare}${bare}`)).toEqual([["link-down", 7]]);
  });

  test("the old syslogd's are of the line before, whatever it was", async () => {
    const again = (times: number) => `${header(30)} last message repeated ${times} times\n`;
    const event = `${header(7)} kernel: ${DOWN}\n`;
    const other = `${header(8)} cron[7]: nothing\n`;
    expect(await countOf(`${event}${again(3)}${other}${again(5)}`)).toEqual([["link-down", 4]]);
    expect(await countOf(`${event}${again(3)}${again(2)}`)).toEqual([["link-down", 6]]);
    expect(await countOf(again(3))).toEqual([]);
  });

  test("that a program calls itself so changes nothing", async () => {
    const forged = `${header(8)} logger: last message repeated 90 times\n${header(8)} kernel: last message repeated 9 times\n`;
    expect(await countOf(`${header(7)} kernel: ${DOWN}\n${forged}`)).toEqual([["link-down", 1]]);
  });

  test("two logs of the same syslogd hold the same repeats", async () => {
    const text = `${header(7)} kernel: ${DOWN}\n${header(9)} kernel: message repeated 3 times: [ ${DOWN}]\n`;
    const found = await scanned(rules, [
      { text, path: "kern.log" },
      { text, path: "syslog" },
    ]);
    expect(found).toMatchObject([{ count: 4 }]);
  });
});

describe("messages that are not in their line", () => {
  const entry = (MESSAGE: unknown) =>
    `${JSON.stringify({ _TRANSPORT: "kernel", MESSAGE, __REALTIME_TIMESTAMP: "1" })}\n`;

  test("of several lines in one record are as many", async () => {
    const both = `${DOWN.replaceAll("eth0", "eth1")}\\x0a${DOWN}`;
    expect(await countOf(`4,1,2,-;${both}\n`, "kmsg")).toEqual([
      ["link-down", 1],
      ["link-down", 1],
    ]);
    expect(await countOf(entry(both.replace("\\x0a", "\n")))).toEqual([
      ["link-down", 1],
      ["link-down", 1],
    ]);
  });

  test("as bytes, beside others, spaced as other writers of JSON do", async () => {
    const bytes = [...Buffer.from(`${DOWN}\u001b[0m`)];
    expect(await countOf(entry(bytes))).toEqual([["link-down", 1]]);
    expect(await countOf(entry([DOWN, "more"]))).toEqual([["link-down", 1]]);
    expect(await countOf(`${entry(bytes).replace('"MESSAGE":[', '"MESSAGE": [')}`)).toEqual([["link-down", 1]]);
  });

  test("too long for the journal's JSON are counted as not understood", async () => {
    const scan = new LogScan({ rules, host: "fixture" });
    const log = Buffer.from(entry(null).repeat(3) + entry("fine") + entry([[[["x"]]]]));
    let left = log;
    const read = (into: Uint8Array): number => {
      const count = left.copy(into);
      left = left.subarray(count);
      return count;
    };
    await scan.read({ path: "journal", format: "auto", read, close: () => undefined });
    expect(scan.sources).toMatchObject([{ records: 5, skipped: 4 }]);
  });
});
