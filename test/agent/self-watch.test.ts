import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { SelfWatch } from "../../src/agent/self-watch.ts";
import type { LogGrowth } from "../../src/agent/stalled-logs.ts";
import { Fold } from "../../src/detect/fold.ts";
import { loadRegistry } from "../../src/detect/registry.ts";
import { temporaryFolder } from "../support/collectors.ts";

const { rules } = await loadRegistry();
const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 21);

interface Thread {
  readonly state: string;
  readonly switches?: number;
  readonly name?: string;
  readonly wchan?: string;
}

/** A /proc of our own, a clock that a test turns, and the agent that looks at both. */
function looking(fold = new Fold("hn1prod-com0001")) {
  const proc = temporaryFolder();
  const time = { now: 0, step: 0 };
  const logs: LogGrowth[] = [];
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(proc, path)), { recursive: true });
    writeFileSync(join(proc, path), text);
  };
  const stat = (id: number, name: string, state: string) =>
    `${id} (${name}) ${state} 1 ${Array.from({ length: 17 }, (_, at) => at).join(" ")} ${id}77 0 0\n`;
  const watch = new SelfWatch({
    rules,
    fold,
    host: "hn1prod-com0001",
    kmsg: "kmsg",
    logs: () => logs,
    looked: () => undefined,
    log: () => undefined,
    proc,
    wall: () => START + time.now + time.step,
    now: () => time.now,
  });
  write("sys/kernel/hung_task_warnings", "10\n");
  return {
    fold,
    time,
    logs,
    write,
    /** Gives a process its threads; the first one is its main thread. */
    process(pid: number, name: string, threads: Readonly<Record<number, Thread>>) {
      write(`${pid}/stat`, stat(pid, name, "S"));
      for (const [tid, thread] of Object.entries(threads)) {
        const { state, switches = 5, name: own = name, wchan = "io_schedule" } = thread;
        write(`${pid}/task/${tid}/stat`, stat(Number(tid), own, state));
        write(
          `${pid}/task/${tid}/status`,
          `Name:\t${own}\nvoluntary_ctxt_switches:\t${switches}\nnonvoluntary_ctxt_switches:\t1\n`,
        );
        write(`${pid}/task/${tid}/wchan`, wchan);
      }
    },
    ended: (pid: number) => rmSync(join(proc, String(pid)), { recursive: true }),
    /** Looks after so many ms; gives what there is to tell. */
    async after(ms: number) {
      time.now += ms;
      write("uptime", `${(time.now / 1000).toFixed(2)} 0.00\n`);
      await watch.look();
      return fold.changes(START + time.now, true).findings;
    },
  };
}

test("a guest's thread that does not run for two minutes is told, with the place that it waits in, and over when it runs", async () => {
  const { process, after } = looking();
  process(60547, "qemu-system-x86", { 60547: { state: "S" }, 60568: { state: "D", name: "CPU 0/KVM" } });
  process(900, "systemd-journal", { 900: { state: "D" } });
  expect(await after(0)).toEqual([]);
  expect(await after(90_000)).toEqual([]);
  expect(await after(30_000)).toMatchObject([
    {
      detector: "guest-thread-blocked",
      kind: "condition",
      status: "critical",
      subject: { type: "guest", name: "CPU 0/KVM[60568]" },
      message: "CPU 0/KVM[60568] of qemu 60547: in state D for more than 120 s, waits in io_schedule",
      attributes: { "process.pid": 60568, "process.title": "CPU 0/KVM", "krane.process.pid": 60547 },
      evidence: ["qemu-system-x86[60547] thread CPU 0/KVM[60568] state D in io_schedule"],
    },
  ]);
  expect(await after(30_000)).toEqual([]);
  process(60547, "qemu-system-x86", { 60568: { state: "R", name: "CPU 0/KVM" } });
  expect(await after(30_000)).toMatchObject([{ detector: "guest-thread-blocked", endsAt: START + 180_000 }]);
});

test("a thread that is in D at each look, and runs between them, is not stuck", async () => {
  const { process, after } = looking();
  for (let turn = 0; turn < 10; turn++) {
    process(60547, "qemu-kvm", { 60547: { state: "D", switches: turn } });
    expect(await after(30_000)).toEqual([]);
  }
});

test("a thread that ended and one that got its number are two", async () => {
  const { process, after, ended, write } = looking();
  process(60547, "qemu-kvm", { 60547: { state: "D" } });
  await after(0);
  ended(60547);
  process(60547, "qemu-kvm", { 60547: { state: "D" } });
  write("60547/task/60547/stat", `60547 (qemu-kvm) D 1 ${"0 ".repeat(17)}999999 0\n`);
  expect(await after(130_000)).toEqual([]);
});

test("a finding of a former run is over where the thread is well by now", async () => {
  const { process, after } = looking();
  process(60547, "qemu-kvm", { 60547: { state: "D" } });
  await after(0);
  const [open] = await after(130_000);
  if (open === undefined) throw new Error("nothing was told");
  const next = looking(new Fold("hn1prod-com0001", [{ finding: open }], START));
  next.process(60547, "qemu-kvm", { 60547: { state: "S" } });
  expect(await next.after(0)).toMatchObject([{ id: open.id, endsAt: START }]);
});

test("once the kernel's warnings are used up the agent says so, and tells of the host's own threads as well", async () => {
  const { process, after, write } = looking();
  process(412, "jbd2/sda1-8", { 412: { state: "D", wchan: "jbd2_log_wait_commit" } });
  process(413, "a) (b", { 413: { state: "S" } });
  await after(0);
  expect(await after(10 * MINUTE)).toEqual([]);
  write("sys/kernel/hung_task_warnings", "0\n");
  expect(await after(30_000)).toMatchObject([{ detector: "hung-task-blind", status: "warning" }]);
  expect(await after(2 * MINUTE)).toMatchObject([
    {
      detector: "thread-blocked",
      message: "jbd2/sda1-8[412]: in state D for more than 120 s, waits in jbd2_log_wait_commit",
    },
  ]);
  write("sys/kernel/hung_task_warnings", "-1\n");
  expect((await after(30_000)).map(({ detector, endsAt }) => [detector, endsAt !== undefined])).toEqual([
    ["hung-task-blind", true],
    ["thread-blocked", true],
  ]);
});

test("the clock: a step is told with its size, a suspend and a slow look are none", async () => {
  const { time, after } = looking();
  await after(0);
  // CLOCK_BOOTTIME, which /proc/uptime shows, runs on in a suspend: a look after eight hours is only late.
  expect(await after(8 * 60 * MINUTE)).toEqual([]);
  time.step = 4000;
  expect(await after(30_000)).toEqual([]);
  time.step = -3_596_000;
  expect(await after(30_000)).toMatchObject([
    {
      detector: "clock-step",
      message: "wall clock stepped by -3600 s",
      attributes: { "krane.clock.step_seconds": -3600 },
    },
  ]);
  expect(await after(30_000)).toEqual([]);
});

test("a log that stands still while the kernel's ring goes on is told, and over when it grows", async () => {
  const { logs, after } = looking();
  const growth = (kmsg: number, kern: number, syslog: number) =>
    logs.splice(
      0,
      9,
      { id: "kmsg", records: kmsg },
      { id: "/var/log/kern.log", records: kern },
      { id: "/var/log/syslog", records: syslog },
      { id: "/var/log/nova/nova-compute.log", records: 0 },
    );
  growth(100, 50, 70);
  expect(await after(0)).toEqual([]);
  growth(119, 50, 70);
  expect(await after(60 * MINUTE)).toEqual([]);
  growth(120, 50, 71);
  expect(await after(MINUTE)).toEqual([]);
  growth(125, 50, 72);
  expect(await after(9 * MINUTE)).toEqual([]);
  expect(await after(MINUTE)).toMatchObject([
    {
      detector: "log-stalled",
      subject: { type: "file", name: "/var/log/kern.log" },
      message: "/var/log/kern.log: nothing written for more than 10 min, while kmsg got the same messages",
    },
  ]);
  growth(125, 51, 72);
  expect(await after(30_000)).toMatchObject([{ detector: "log-stalled", endsAt: expect.any(Number) }]);
});

test("syslog is held against kern.log where the ring is not read; a quiet night is none", async () => {
  const { logs, after } = looking();
  logs.push({ id: "/var/log/kern.log", records: 0 }, { id: "/var/log/syslog", records: 0 });
  await after(0);
  expect(await after(600 * MINUTE)).toEqual([]);
  logs[0] = { id: "/var/log/kern.log", records: 20 };
  await after(MINUTE);
  expect(await after(10 * MINUTE)).toMatchObject([{ detector: "log-stalled", subject: { name: "/var/log/syslog" } }]);
});

test("a rule that the site muted says nothing", async () => {
  const fold = new Fold("h");
  const watch = new SelfWatch({
    rules: [],
    fold,
    host: "h",
    kmsg: "kmsg",
    logs: () => [],
    looked: () => undefined,
    log: () => undefined,
    proc: temporaryFolder(),
  });
  await watch.look();
  expect(fold.open).toBe(0);
});

test("the machine's own /proc can be looked at", async () => {
  const fold = new Fold("h");
  let looked = 0;
  const watch = new SelfWatch({
    rules,
    fold,
    host: "h",
    kmsg: "kmsg",
    logs: () => [],
    looked: () => {
      looked++;
    },
    log: () => undefined,
  });
  await watch.look();
  await watch.look();
  expect(looked).toBe(2);
  expect(fold.changes(1, true).findings.filter(({ detector }) => detector !== "hung-task-blind")).toEqual([]);
});
