import { type Attributes, defined, type ReportKind } from "../../core/index.ts";
import { oomFacts } from "./oom.ts";
import { relevantFunction } from "./report-function.ts";
import { reportStart } from "./report-start.ts";
import { reportTitle } from "./report-title.ts";
import { callTraces } from "./stack.ts";
import { taintFlag, taintLetters } from "./taint.ts";

/** complete: with its end; cut: the end or the header is missing; interleaved: lines of others stand between. */
export type ReportState = "complete" | "cut" | "interleaved";

export interface KernelReport {
  readonly kind: ReportKind;
  readonly attributes: Attributes;
}

/**
 * "CPU: 0 PID: 18119 Comm: qemu-system-x86 Tainted: G      D          4.8.0-41-generic #44~16.04.1-Ubuntu"; 6.12 adds "UID: 0".
 * A thread's name has at most 15 bytes and may hold blanks and slashes ("CPU 0/KVM"). The taint field is padded, one column a flag.
 */
const HEADER =
  /^CPU: (?<cpu>\d{1,5}) (?:UID: (?<uid>\d{1,10}) )?PID: (?<pid>\d{1,10}) Comm: (?<comm>.{1,16}?) (?:Kdump: loaded )?(?:Not tainted|Tainted: (?<taint>[A-Z ]{1,40}?)) {1,16}(?<release>[\w.+~-]{2,64})(?: #|$)/;

/** "RIP: 0010:[<ffffffff810a376f>]  [<ffffffff810a376f>] fn+0x1f/0x280 [kvm]" up to 4.10, "RIP: 0010:fn+0x1f/0x280 [kvm]" since. */
const RIP =
  /^RIP: [0-9a-f]{4}:(?:\[<[0-9a-f]{8,16}>\] {0,2}){0,2}(?<rip>[\w.]{1,128}\+0x[0-9a-f]{1,8}\/0x[0-9a-f]{1,8}|0x[0-9a-f]{1,16})(?: \[(?<module>\w{1,64})\])?/;

/** Up to 4.10 the faulting function stands here, before RIP; arm and powerpc have "PC is at fn", "pc : fn", "NIP [...] fn". */
const IP =
  /^(?:IP: (?:\[<[0-9a-f]{8,16}>\] )?|PC is at |pc : |NIP \[[0-9a-f]{16}\] )(?<rip>[\w.]{1,128}\+0x[0-9a-f]{1,8}\/0x[0-9a-f]{1,8}|0x[0-9a-f]{1,16})/;

/**
 * "INFO: task qemu-system-x86:12636 blocked ...", "soft lockup - CPU#1 stuck for 22s! [CPU 1/KVM:1035079]", "Memory failure: 0x1a2b3c: Sending
 * SIGBUS to CPU 1/KVM:1035079 due to ...", 4.4: "MCE 0x1a2b3c: Killing qemu-system-x86:6902 due to ...".
 */
const STALLED =
  /(?:^INFO: task |! \[|: Sending SIGBUS to |: Killing )(?<comm>[^\n]{1,16}?):(?<pid>\d{1,10})(?: blocked| can't die|\]| due to )/;

/** How thread and process are named where a report has no header: "scheduling while atomic: CPU 0/KVM/1954/0x00000002", "pid: 7, name: x". */
const NAMED: readonly RegExp[] = [
  STALLED,
  /^BUG: scheduling while atomic: (?<comm>.{1,16})\/(?<pid>\d{1,10})\/0x/,
  /^in_atomic\(\): .{1,128} pid: (?<pid>\d{1,10}), name: (?<comm>.{1,16})$/,
  /^Memory failure: 0x[0-9a-f]{1,16}: forcibly killing (?<comm>.{1,16}):(?<pid>\d{1,10}) because/,
];

/** A hung task's own lines have "      Tainted: P           O       6.8.12-4-pve #1" in place of a header. */
const TAINT = /^ {1,8}(?:Not tainted|Tainted: (?<taint>[A-Z ]{1,40}?)) {1,16}(?<release>[\w.+~-]{2,64})(?: #|$)/;

/** "WARNING: CPU: 4 PID: 7 at file:line fn+0x15/0xe0 [mod]"; since 6.16 "WARNING: file:line at fn+0x15/0xe0, CPU#1: comm/7". */
const WARNED =
  /^WARNING: [^\n]{1,512}?(?: at |:\d{1,6} )(?<at>[A-Za-z_][\w.]{0,127})(?:\+0x[0-9a-f]{1,8}\/0x[0-9a-f]{1,8}|\(\))/;

/** "BUG: KASAN: use-after-free in fn+0x39f/0x530 at addr ffff8801cbeda574". */
const CAUGHT = /^BUG: K(?:ASAN|FENCE|MSAN): [^\n]{1,128}? in (?<at>[A-Za-z_][\w.]{0,127})(?:\+0x| )/;

function functionOf(rip: string | undefined): string | undefined {
  return rip === undefined || rip.startsWith("0x") ? undefined : rip.replace(/\+0x.*$/, "");
}

/** How much a kind says beside others in one report: "panic" only that it was the end, "oops" only that it died; all others say why. */
const RANKS: Partial<Readonly<Record<ReportKind, number>>> = { other: 0, panic: 1, oops: 2, warning: 3 };
const RANK = 4;

/** Kinds of report that have no last line: silence is their end. */
const ENDLESS: readonly ReportKind[] = [
  "soft-lockup",
  "hard-lockup",
  "rcu-stall",
  "hung-task",
  "oom",
  "bad-page",
  "atomic-sleep",
  "memory-failure",
  "unregister-netdevice",
  "nmi",
];

function rankOf(kind: ReportKind): number {
  return RANKS[kind] ?? RANK;
}

/** The kind of the most telling start: "kernel BUG at" says more than the "Oops:" behind it. Of equal ones the first counts. */
function leading(bodies: readonly string[]): { readonly kind: ReportKind; readonly line: string } {
  let found: { kind: ReportKind; line: string } | undefined;
  for (const line of bodies) {
    const kind = reportStart(line)?.kind;
    if (kind === undefined) continue;
    if (found === undefined || rankOf(kind) > rankOf(found.kind)) found = { kind, line };
  }
  return found ?? { kind: "other", line: bodies[0] ?? "" };
}

function firstGroups(bodies: readonly string[], pattern: RegExp): Readonly<Record<string, string | undefined>> {
  for (const body of bodies) {
    const groups = pattern.exec(body)?.groups;
    if (groups !== undefined) return groups;
  }
  return {};
}

function namedThread(bodies: readonly string[]): Readonly<Record<string, string | undefined>> {
  return NAMED.map((pattern) => firstGroups(bodies, pattern)).find(({ pid }) => pid !== undefined) ?? {};
}

function taintOf(header: Readonly<Record<string, string | undefined>>): Attributes {
  if (header.release === undefined) return {};
  const letters = taintLetters(header.taint ?? "");
  const names = letters.map((letter) => taintFlag(letter)?.name ?? letter);
  return {
    "krane.kernel.taint": (header.taint ?? "").replace(/\s+/g, " ").trim(),
    "krane.kernel.taint_flags": names,
  };
}

function numeric(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/** Headers of two threads in one report, without one CPU having asked another one: two reports were printed at once. */
function stateOf(kind: ReportKind, state: ReportState, bodies: readonly string[]): ReportState {
  if (ENDLESS.includes(kind)) return state === "cut" ? "complete" : state;
  if (state !== "complete" || bodies.some((body) => body.startsWith("Sending NMI "))) return state;
  const pids = new Set(bodies.flatMap((body) => HEADER.exec(body)?.groups?.pid ?? []));
  return pids.size > 1 ? "interleaved" : state;
}

/** What a report says, of the messages of its lines (without headers of the log). Facts that are not there are left out. */
export function parseKernelReport(bodies: readonly string[], state: ReportState): KernelReport {
  const { kind, line } = leading(bodies);
  // The header of a hung task's report is that of khungtaskd, which found it.
  const header = firstGroups(bodies, kind === "hung-task" ? TAINT : HEADER);
  const thread = header.pid === undefined ? namedThread(bodies) : header;
  const at = firstGroups(bodies, RIP);
  const rip = at.rip ?? firstGroups(bodies, IP).rip;
  const told = CAUGHT.exec(line)?.groups?.at ?? firstGroups(bodies, WARNED).at;
  const where = relevantFunction({ kind, line, at: told ?? functionOf(rip) }, callTraces(bodies));
  return {
    kind,
    attributes: defined({
      "krane.kernel.report.kind": kind,
      "krane.kernel.report.title": reportTitle(line, kind === "oom" ? undefined : where),
      "krane.kernel.report.state": stateOf(kind, state, bodies),
      "process.pid": numeric(thread.pid),
      "process.title": thread.comm,
      "krane.thread": thread.pid === undefined ? undefined : `${thread.comm}[${thread.pid}]`,
      "krane.process.uid": numeric(header.uid),
      "krane.cpu": numeric(header.cpu),
      ...taintOf(header),
      "os.version": header.release,
      "krane.kernel.rip": rip,
      "krane.kernel.module": at.module,
      ...(kind === "oom" ? oomFacts(bodies) : {}),
    }),
  };
}
