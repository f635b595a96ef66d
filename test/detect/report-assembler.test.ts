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

test("two that begin at once without callers are told as interleaved", () => {
  const cut = "------------[ cut here ]------------";
  const { ended } = assembled([
    [cut, 1],
    [cut, 1],
    ["WARNING: CPU: 0 PID: 7 at mm/page_alloc.c:1 fn+0x1/0x2", 1],
    ["WARNING: CPU: 1 PID: 8 at mm/page_alloc.c:1 fn+0x1/0x2", 1],
    [header(8), 1],
    [header(7), 1],
    [END, 1],
  ]);
  expect(ended).toEqual([{ pid: 8, state: "interleaved", lines: 7 }]);
});

test("each hung task, stuck CPU and failed page is a report, even where no header stands between them", () => {
  const lines = [
    "INFO: task CPU 0/KVM:7 blocked for more than 122 seconds.",
    "INFO: task CPU 1/KVM:8 blocked for more than 122 seconds.",
    "watchdog: BUG: soft lockup - CPU#1 stuck for 26s! [CPU 0/KVM:9]",
    "watchdog: BUG: soft lockup - CPU#2 stuck for 26s! [CPU 1/KVM:10]",
    "unregister_netdevice: waiting for lo to become free. Usage count = 2",
    "Memory failure: 0x1: Sending SIGBUS to CPU 1/KVM:11 due to hardware memory corruption",
    "Memory failure: 0x1: recovery action for dirty LRU page: Recovered",
    "Memory failure: 0x2: Sending SIGBUS to CPU 1/KVM:12 due to hardware memory corruption",
  ];
  const { ended, open } = assembled(lines.slice(0, 5).map((line) => [line, 1] as const));
  expect([...ended, ...open].map(({ pid }) => pid)).toEqual([7, 8, 9, 10, undefined]);
  const failures = assembled(lines.slice(5).map((line) => [line, 1] as const));
  expect([...failures.ended, ...failures.open]).toEqual([
    { pid: 11, state: "complete", lines: 2 },
    { pid: 12, state: "complete", lines: 1 },
  ]);
});

test("a CPU that was asked for its trace answers into the report that asked, until that is over", () => {
  const { ended, open } = assembled([
    ["rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:", 1, "C1"],
    ["Sending NMI from CPU 1 to CPUs 0,4-5:", 1, "C1"],
    [header(7), 1, "C0"],
    ["RIP: 0010:fn+0x1/0x2", 1, "C5"],
    ["not asked", 1, "C9"],
    ["too late", 4, "C0"],
  ]);
  expect(ended).toEqual([{ pid: 7, state: "complete", lines: 4 }]);
  expect(open).toEqual([]);
});

test("of an OOM kill's table of all processes nothing is kept, so that the victim is", () => {
  const table = Array.from(
    { length: 2000 },
    (_, pid) => [`[${`${pid}`.padStart(7)}] 64055 ${pid} 1048576 1024 4096 0 0 x`, 1] as const,
  );
  const { ended } = assembled([
    ["qemu-system-x86 invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0", 1],
    [header(7), 1],
    ...table,
    [
      "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/vm,task=CPU 1/KVM,pid=8,uid=0",
      1,
    ],
    ["Out of memory: Killed process 8 (CPU 1/KVM) total-vm:1kB, anon-rss:1kB, file-rss:0kB", 1],
  ]);
  expect(ended).toEqual([{ pid: 8, state: "complete", lines: 4 }]);
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
