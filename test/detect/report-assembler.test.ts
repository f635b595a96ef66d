import { describe, expect, test } from "vitest";
import { type Report, ReportAssembler } from "../../src/detect/report-assembler.ts";
import { kernelEntry, NOW } from "../support/records.ts";

const START = "BUG: kernel NULL pointer dereference, address: 0000000000000008";
const END = "---[ end trace 0000000000000000 ]---";
const header = (pid: number) => `CPU: 0 PID: ${pid} Comm: qemu-system-x86 Not tainted 5.15.0-91-generic #101`;

/** Pushes lines as [message, seconds, caller] and gives what ended, and what was open at the end of the log. */
function assembled(lines: readonly (readonly [body: string, seconds: number, caller?: string])[]) {
  const assembler = new ReportAssembler();
  const ended = lines.flatMap(([body, seconds, caller]) => assembler.push(kernelEntry(body, seconds, caller)));
  return { ended: ended.map(told), open: assembler.end().map(told) };
}

function told({ record, lines }: Report) {
  return {
    pid: record.attributes["process.pid"],
    state: record.attributes["krane.kernel.report.state"],
    lines: lines.length,
  };
}

test("a report is one record from its start to its end, and nothing around it", () => {
  const around = [
    ["before", 0.9],
    [START, 1],
    [header(7), 1],
    [END, 1],
    ["behind", 1.1],
  ] as const;
  expect(assembled(around)).toEqual({ ended: [{ pid: 7, state: "complete", lines: 3 }], open: [] });
});

test("reports of two CPUs that print at once are told apart by their callers", () => {
  const { ended } = assembled([
    [START, 1, "T7"],
    [START, 1, "T8"],
    [header(8), 1, "T8"],
    [header(7), 1, "T7"],
    ["RIP: of 7", 1, "T7"],
    [END, 1, "T7"],
    [END, 1, "T8"],
  ]);
  expect(ended).toEqual([
    { pid: 7, state: "interleaved", lines: 4 },
    { pid: 8, state: "complete", lines: 3 },
  ]);
});

test("without callers, a start behind a header begins the next report", () => {
  const { ended, open } = assembled([
    [START, 1],
    [header(7), 1],
    [START, 1],
    [header(8), 1],
    [END, 1],
  ]);
  expect(ended).toEqual([
    { pid: 7, state: "cut", lines: 2 },
    { pid: 8, state: "complete", lines: 3 },
  ]);
  expect(open).toEqual([]);
});

test("a start before the header belongs to the same report", () => {
  const { ended } = assembled([
    ["kernel BUG at mm/slub.c:321!", 1],
    ["invalid opcode: 0000 [#1] SMP", 1],
    [header(7), 1],
    [END, 1],
  ]);
  expect(ended).toEqual([{ pid: 7, state: "complete", lines: 4 }]);
});

describe("a report without an end", () => {
  test("is over after two seconds of the log's own clock", () => {
    expect(
      assembled([
        [START, 1],
        [header(7), 1],
        ["in time", 2.9],
      ]).ended,
    ).toEqual([]);
    const { ended, open } = assembled([
      [START, 1],
      [header(7), 1],
      ["too late", 3.1],
    ]);
    expect({ ended, open }).toEqual({ ended: [{ pid: 7, state: "cut", lines: 2 }], open: [] });
  });

  test("is over after two seconds of silence by the reader's clock", () => {
    const assembler = new ReportAssembler();
    assembler.push(kernelEntry(START, 1));
    expect(assembler.idle(NOW + 1999)).toEqual([]);
    expect(assembler.idle(NOW + 2000).map(told)).toEqual([{ pid: undefined, state: "cut", lines: 1 }]);
    expect(assembler.busy).toBe(false);
  });

  test("is over with its log", () => {
    expect(
      assembled([
        [START, 1],
        [header(7), 1],
      ]).open,
    ).toEqual([{ pid: 7, state: "cut", lines: 2 }]);
  });
});

test("64 KiB of a report are kept, and what comes behind does not open another", () => {
  const rest = Array.from({ length: 200 }, () => [`  ${"x".repeat(998)}`, 1] as const);
  const { ended, open } = assembled([[START, 1], [header(7), 1], ...rest, [END, 1]]);
  expect(ended.map(({ pid, state }) => ({ pid, state }))).toEqual([{ pid: 7, state: "cut" }]);
  expect(ended[0]?.lines).toBeLessThan(70);
  expect(open).toEqual([]);
});

test("of more than 64 open reports the oldest is ended", () => {
  const starts = Array.from({ length: 70 }, (_, index) => [START, 1, `T${index}`] as const);
  const { ended, open } = assembled(starts);
  expect(ended).toHaveLength(6);
  expect(open).toHaveLength(64);
});

test("lines that begin no report open none, and cost nothing", () => {
  const assembler = new ReportAssembler();
  expect(assembler.push(kernelEntry(END, 1))).toEqual([]);
  expect(assembler.push(kernelEntry(header(7), 1))).toEqual([]);
  expect(assembler.busy).toBe(false);
});
