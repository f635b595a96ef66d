import fc from "fast-check";
import { expect, test } from "vitest";
import type { LineRule, LogFormat } from "../../src/core/index.ts";
import { LogReader } from "../../src/detect/log-reader.ts";
import { ruleSet } from "../../src/detect/rule-set.ts";
import { allocateScanBuffer, SCAN_START } from "../../src/detect/scan-buffer.ts";
import { compileScanner } from "../../src/detect/scanner.ts";
import { nicRule } from "../support/occurrences.ts";
import { NOW } from "../support/records.ts";

const words = { source: "record", subject: { type: "nic", name: "nic" }, attributes: { nic: "nic", n: "n" } } as const;
const rules = [
  nicRule("errors", {
    ...words,
    patterns: [{ from: "kernel", contains: "errors on", match: /^(?<n>\d+) errors on (?<nic>eth\d):/, count: "n" }],
  } as Partial<LineRule>),
  nicRule("down", {
    ...words,
    patterns: [{ from: "kernel", contains: "is down", match: /^(?<nic>eth\d) is down(?<n>)/ }],
    clears: [{ from: "kernel", contains: "is up", match: /^(?<nic>eth\d) is up/ }],
  } as Partial<LineRule>),
  // Of other digits in the same line, it makes something else.
  nicRule("seven", {
    ...words,
    patterns: [{ from: "kernel", contains: "port 7", match: /^(?<nic>eth\d) is down, port 7/ }],
  } as Partial<LineRule>),
];
const known = ruleSet(rules);
const scanner = compileScanner(known.literals);
const buffer = allocateScanBuffer();

interface Sum {
  readonly count: number;
  readonly last: string;
}

/** How often each rule saw each interface, and the last line of each; `piece` lines are read at once. */
function sums(lines: readonly string[], format: LogFormat, piece: number): ReadonlyMap<string, Sum> {
  const found = new Map<string, Sum>();
  const reader = new LogReader({
    rules: known,
    scanner,
    format,
    clock: () => ({ now: NOW, bootTime: NOW - 3_600_000 }),
    found: ({ rule, attributes, clears, count, lines: [last = ""] }, times) => {
      const name = `${rule.id} ${attributes.nic} ${clears}`;
      found.set(name, { count: (found.get(name)?.count ?? 0) + count * times, last });
    },
  });
  for (let at = 0; at < lines.length; at += piece) {
    const text = `${lines.slice(at, at + piece).join("\n")}\n`;
    reader.read(buffer, SCAN_START, SCAN_START + buffer.bytes.write(text, SCAN_START));
  }
  return found;
}

const body = fc.oneof(
  fc
    .tuple(fc.constantFrom("1", "2", "10"), fc.constantFrom("0", "1"))
    .map(([n, nic]) => `${n} errors on eth${nic}: {}`),
  fc.constantFrom("eth0 is down", "eth1 is down", "eth0 is down, port {}", "eth0 is up", "eth0 is down and 가"),
  fc.constantFrom("nothing at all {}", "eth0 is down, 3 errors on eth1: {}"),
);
/** A message again and again, each time with other numbers in it, some microseconds apart. */
const storm = fc.record({
  body,
  times: fc.integer({ min: 1, max: 120 }),
  numbers: fc.integer({ min: 1, max: 9 }),
  us: fc.constantFrom(1, 40_000),
});

const FORMATS: Readonly<Record<string, (body: string, us: number) => string>> = {
  syslog: (text, us) =>
    `${new Date(NOW + Math.floor(us / 1000)).toISOString().replace("Z", "000+00:00")} h kernel: [${(us / 1e6).toFixed(6).padStart(12)}] ${text}`,
  kmsg: (text, us) => `4,${us},${us},-;${text}`,
  dmesg: (text, us) => `[${(us / 1e6).toFixed(6).padStart(12)}] ${text}`,
};

test.each(Object.entries(FORMATS))("of %s, a storm is counted as it is line by line", (format, render) => {
  fc.assert(
    fc.property(fc.array(storm, { maxLength: 12 }), (storms) => {
      let us = 999_900_000;
      const lines = storms.flatMap(({ body: text, times, numbers, us: step }) =>
        Array.from({ length: times }, (_, index) => {
          us += step;
          return render(text.replace("{}", String((index % numbers) + 1)), us);
        }),
      );
      expect(sums(lines, format as LogFormat, lines.length + 1)).toEqual(sums(lines, format as LogFormat, 1));
    }),
    { numRuns: 150 },
  );
});
