import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LogFormat, LogRecord } from "../../../src/core/index.ts";
import { parseJournal } from "../../../src/parse/log/journal.ts";
import { kernelText } from "../../../src/parse/log/kernel-text.ts";
import { parseKmsg } from "../../../src/parse/log/kmsg.ts";
import { formatOf, parseLine, parseMixedLine, sniffFormat } from "../../../src/parse/log/log-line.ts";
import { parseSyslog } from "../../../src/parse/log/syslog.ts";
import { writerOf } from "../../../src/parse/log/writer.ts";
import { parseKernelReport } from "../../../src/parse/report/kernel-report.ts";
import { isReportEnd, reportStart } from "../../../src/parse/report/report-start.ts";

const CLOCK = { now: Date.UTC(2026, 10, 21), bootTime: Date.UTC(2026, 10, 20), bootId: "b" };
const FORMATS: readonly LogFormat[] = ["dmesg", "kmsg", "syslog", "journal", "monit", "qemu", "bosh"];

function linesOf(folder: string): string[] {
  const url = new URL(`../../fixtures/${folder}/`, import.meta.url);
  return readdirSync(url).flatMap((file) => readFileSync(new URL(file, url), "utf8").split("\n"));
}

const REAL = ["quiet", "rules", "seeds"].flatMap(linesOf).filter((line) => line !== "");

/** Bits that headers are made of, so that nearly right ones come up. */
const BITS = [
  "[",
  "]",
  "[ 1.000000]",
  "[T",
  "<4>",
  "<4>1 ",
  "6,1,2,-;",
  "\\x",
  "\\x1b",
  "{",
  '"MESSAGE":',
  "[1e999]",
  ": ",
];

/** A real line with a piece cut out, doubled or replaced. */
const mutated = fc
  .tuple(fc.constantFrom(...REAL), fc.nat(), fc.nat(30), fc.oneof(fc.string(), fc.constantFrom(...BITS)), fc.boolean())
  .map(([line, at, length, text, isDoubled]) => {
    const from = at % (line.length + 1);
    const behind = line.slice(isDoubled ? Math.max(0, from - length) : from + length);
    return line.slice(0, from) + text + behind;
  });
const anyLine = fc.oneof(
  mutated,
  mutated,
  fc.string({ unit: "binary", maxLength: 200 }),
  fc
    .array(fc.oneof(fc.constantFrom(...BITS), fc.string({ maxLength: 6 })), { maxLength: 20 })
    .map((bits) => bits.join("")),
);

/** A record that the rest of the program can live with. */
function expectSound(record: LogRecord | undefined): void {
  if (record === undefined) return;
  const { timestamp, observedTimestamp, severityNumber, body, from, attributes } = record;
  expect(timestamp === undefined || Number.isFinite(timestamp)).toBe(true);
  expect(observedTimestamp).toBe(CLOCK.now);
  expect(severityNumber >= 0 && severityNumber <= 24).toBe(true);
  expect([typeof body, typeof from]).toEqual(["string", "string"]);
  for (const value of Object.values(attributes)) {
    expect(typeof value === "string" || Number.isInteger(value)).toBe(true);
  }
}

const parsers = { parseKmsg, parseSyslog, parseJournal };

describe("whatever stands in a log", () => {
  test.each(Object.entries(parsers))("%s gives a sound record or none", (_, parse) => {
    fc.assert(
      fc.property(anyLine, (line) => expectSound(parse(line, CLOCK))),
      { numRuns: 1000 },
    );
  });

  test.each(FORMATS)("a line as %s gives a sound record or none", (format) => {
    fc.assert(
      fc.property(anyLine, (line) => {
        expectSound(parseLine(line, format, CLOCK));
        expectSound(parseMixedLine(line, format, CLOCK));
      }),
      { numRuns: 500 },
    );
  });

  test("the format of a line is that which its parser takes", () => {
    for (const line of REAL) {
      const format = formatOf(line);
      // Lines of bosh's belong together and are read by parse/bosh/bosh-log.ts.
      if (format !== undefined && format !== "journal" && format !== "bosh")
        expect(parseLine(line, format, CLOCK), line).toBeDefined();
    }
    fc.assert(fc.property(fc.array(anyLine), (lines) => FORMATS.includes(sniffFormat(lines.join("\n")))));
  });

  test("nothing of a line's text is lost or made up", () => {
    fc.assert(
      fc.property(anyLine, (line) => {
        const text = kernelText(line, CLOCK);
        if (text !== undefined) expect(line.endsWith(text.body)).toBe(true);
        const written = writerOf(line);
        expect(line.endsWith(written.body) && line.startsWith(written.from)).toBe(true);
      }),
    );
  });

  test("a journal's MESSAGE of any JSON is a text or no record", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (message, other) => {
        const entry = {
          MESSAGE: message,
          PRIORITY: other,
          _PID: other,
          __REALTIME_TIMESTAMP: other,
          _TRANSPORT: "kernel",
        };
        expectSound(parseJournal(JSON.stringify(entry), CLOCK));
        expectSound(parseJournal(JSON.stringify(message), CLOCK));
      }),
    );
  });
});

test("a report of any lines is a report", () => {
  fc.assert(
    fc.property(fc.array(anyLine, { maxLength: 30 }), (lines) => {
      const { kind, attributes } = parseKernelReport(lines, "cut");
      expect(attributes["krane.kernel.report.kind"]).toBe(kind);
      expect(typeof attributes["krane.kernel.report.title"]).toBe("string");
      expect(lines.map((line) => [reportStart(line)?.contains, isReportEnd(line)])).toHaveLength(lines.length);
    }),
  );
});
