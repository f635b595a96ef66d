import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Answer, known, notKnown } from "../../../src/core/index.ts";
import { parseCmdline } from "../../../src/parse/boot/cmdline.ts";
import { type HugepageFacts, hugepagesVerdict } from "../../../src/parse/memory/hugepages.ts";
import { askedAtBoot } from "../../../src/parse/memory/hugepages-asked.ts";
import type { Pool } from "../../../src/parse/memory/hugepages-pools.ts";

function asked(line: string): Record<string, number> {
  const { sizes } = askedAtBoot(parseCmdline(line), 2048);
  return Object.fromEntries([...sizes].map(([kib, { pages }]) => [kib, pages]));
}

function verdict(line: string, wanted: Readonly<Record<string, number>>, pools: Answer<readonly Pool[]>) {
  const facts: HugepageFacts = { wanted, cmdline: known(line), sysctl: [], meminfo: notKnown("none"), pools };
  return hugepagesVerdict(facts);
}

const pool = (kib: number, total: number): Pool => ({ kib, total, free: total, surplus: 0, nodes: [] });

test.each([
  ["hugepages=64", { 2048: 64 }],
  ["hugepagesz=1G hugepages=4 hugepagesz=2M hugepages=512", { 1048576: 4, 2048: 512 }],
  ["hugepages=64 hugepagesz=1G hugepages=2", { 2048: 64, 1048576: 2 }],
  ["default_hugepagesz=1G hugepages=2", { 1048576: 2 }],
  ["default_hugepagesz=1G hugepagesz=1G hugepages=2", { 1048576: 2 }],
  ["hugepages=2 default_hugepagesz=1G", { 1048576: 2 }],
  ["hugepagesz=2048K hugepages=8", { 2048: 8 }],
  ["hugepagesz=2097152 hugepages=8", { 2048: 8 }],
  ["hugepages=0:32,1:16", { 2048: 48 }],
  // The kernel ignores these, and says so in its log alone.
  ["hugepages=64 hugepages=32", { 2048: 64 }],
  ["hugepagesz=1G hugepages=4 hugepagesz=1G hugepages=8", { 1048576: 4 }],
  ["hugepagesz=lots hugepages=8", {}],
  ["hugepagesz=lots hugepages=8 hugepages=16", { 2048: 16 }],
  ["hugepages=many", {}],
  ["hugepages=0:32,16", {}],
  ["hugepages=0", {}],
  ["-- hugepages=64", {}],
])("%s asks for %j", (line, sizes) => {
  expect(asked(line)).toEqual(sizes);
});

test("names what the kernel ignores", () => {
  const { ignored } = askedAtBoot(parseCmdline("hugepagesz=3M hugepages=8 hugepages=4 hugepages=2"), 2048);
  expect(ignored).toEqual(["hugepagesz=3M", "hugepages=8", "hugepages=2"]);
});

test("what the profile wants and the line does not ask for is a boot parameter", () => {
  const pools = known([pool(2048, 64), pool(1048576, 0)]);
  const found = verdict("hugepages=64", { 2048: 1024, 1048576: 8 }, pools);
  expect(found).toMatchObject({ status: "warning", reason: "HugepagesShort" });
  expect(found.attributes).toMatchObject({
    "krane.hugepages.short": ["2048 kB: 64 of 1024 (wanted)", "1048576 kB: 0 of 8 (wanted)"],
    "krane.feature.cause": "cmdline",
    "krane.feature.setting": "hugepagesz=2M hugepages=1024 hugepagesz=1G hugepages=8",
  });
});

test("as many as the profile wants are enough, and more are as well", () => {
  expect(verdict("hugepages=64", { 2048: 64 }, known([pool(2048, 64)])).status).toBe("ok");
  expect(verdict("hugepages=64", { 2048: 32 }, known([pool(2048, 64)])).status).toBe("ok");
  expect(verdict("", { 2048: 0 }, known([pool(2048, 0)])).reason).toBe("HugepagesNone");
});

test("asked for as wanted, but not got: no boot parameter is to blame", () => {
  const found = verdict("hugepages=64", { 2048: 64 }, known([pool(2048, 60)]));
  expect(found.attributes).toMatchObject({ "krane.feature.cause": "driver" });
});

test("any line and any counts give a verdict", () => {
  const word = fc.tuple(
    fc.constantFrom("hugepages", "hugepagesz", "default_hugepagesz", "constructor"),
    fc.oneof(fc.string(), fc.constantFrom("1G", "2M", "64", "0:1,1:2", "9".repeat(400), "0x2M", "-1")),
  );
  const line = fc.array(word).map((words) => words.map(([name, value]) => `${name}=${value}`).join(" "));
  void fc.assert(
    fc.property(line, fc.nat(), (text, total) => {
      const { status, attributes = {} } = verdict(text, {}, known([pool(2048, total)]));
      expect(["ok", "warning"]).toContain(status);
      for (const value of Object.values(attributes)) expect(value).not.toBeNaN();
    }),
  );
});
