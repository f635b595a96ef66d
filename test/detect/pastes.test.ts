import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadRegistry } from "../../src/detect/registry.ts";
import { sniffFormat } from "../../src/parse/log/log-line.ts";
import { parseCases } from "../support/cases.ts";
import { PASTES } from "../support/pastes.ts";
import { said } from "../support/said.ts";
import { scanned } from "../support/scanned.ts";
import { type Said, unwrap } from "../support/transports.ts";

const { rules } = await loadRegistry();
const FIXTURES = new URL("../fixtures/rules/", import.meta.url);

interface Case {
  readonly name: string;
  readonly records: readonly Said[];
  readonly expected: readonly unknown[];
}

/** The cases of the rules over the kernel's words, and over those of the daemons beside it. */
const CASES: Case[] = [];
for (const file of readdirSync(FIXTURES)) {
  const rule = rules.find(({ id }) => `${id}.log` === file);
  if (rule === undefined || rule.source === "agent" || /^(?:bosh|monit)/.test(rule.id)) continue;
  for (const { name, body } of parseCases(readFileSync(new URL(file, FIXTURES), "utf8"))) {
    if (!["dmesg", "kmsg", "syslog"].includes(sniffFormat(body))) continue;
    const expected = said(await scanned(rules, [{ text: body }]));
    CASES.push({ name: `${rule.id}: ${name}`, records: unwrap(body), expected });
  }
}
const KERNELS = CASES.filter(({ records }) => records.every(({ from }) => from === "kernel"));

describe("every sample is found in what operators paste", () => {
  test.each(PASTES)("$name", async ({ kernelOnly, wrap }) => {
    const different: unknown[] = [];
    for (const { name, records, expected } of kernelOnly === true ? KERNELS : CASES) {
      const found = said(await scanned(rules, [{ text: wrap(records) }]));
      if (JSON.stringify(found) !== JSON.stringify(expected)) different.push({ name, expected, found });
    }
    expect(different).toEqual([]);
  });
});

const DOWN = "e1000e 0000:00:1f.6 eth0: NIC Link is Down";
const FORGED = `Nov 20 18:07:12 com0369 kernel: [ 1000.110825] ${DOWN}`;
const foundIn = async (text: string) => (await scanned(rules, [{ text }])).map(({ detector }) => detector);

describe("text of others is not the kernel's, however it is carried", () => {
  test.each([
    [
      "further lines of an entry, as journalctl prints them",
      `Nov 20 18:07:12 com0369 app[7]: one\n${" ".repeat(32)}${FORGED}\n`,
    ],
    [
      "a container's own words",
      `${JSON.stringify({ log: `${DOWN}\n`, stream: "stdout", time: "2026-11-20T18:07:12Z" })}\n`,
    ],
    ["a container's own words, by CRI", `2026-11-20T18:07:12.110825123Z stdout F ${DOWN}\n`],
    ["a container that calls itself so", `2026-11-20T18:07:12.110825123Z stdout F kernel: ${DOWN}\n`],
    ["an entry with its writer", `${JSON.stringify({ ident: "app", message: FORGED })}\n`],
    [
      "an entry of the journal's",
      `${JSON.stringify({ _TRANSPORT: "stdout", SYSLOG_IDENTIFIER: "kernel", message: FORGED })}\n`,
    ],
    ["a program's text in monotonic time", `[ 1000.110825] com0369 app[7]: ${FORGED}\n`],
    ["a program's text in full time", `Fri 2026-11-20 18:07:12 KST com0369 app[7]: ${FORGED}\n`],
    ["a local message without a tag", `Nov 20 18:07:12 com0369 [ 1000.110825] ${DOWN}\n`],
    [
      "a field beside the message",
      `Fri 2026-11-20 18:07:12.110825 KST [s=06;i=4]\n    _TRANSPORT=stdout\n    SYSLOG_IDENTIFIER=kernel\n    MESSAGE=${DOWN}\n`,
    ],
  ])("%s", async (_, text) => {
    expect(await foundIn(text.repeat(3))).toEqual([]);
  });
});
