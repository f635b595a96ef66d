import type { MonitService, Status } from "../../core/index.ts";
import type { Ended } from "./monit-log-tail.ts";
import type { ProcessSeen } from "./monit-process.ts";
import type { Watched } from "./monit-watch.ts";
import { actionWord, isNotRun, isNotThere } from "./monit-words.ts";

export type ServiceReason =
  | "ServiceFine"
  | "ServiceDead"
  | "ServiceReused"
  | "ServiceStopped"
  | "StoppedByUser"
  | "GaveUp"
  | "DependencyDown"
  | "CrashLoop"
  | "ServiceRestarting"
  | "StopFailed"
  | "ExecutionFailed"
  | "ActionPending"
  | "ActionStuck"
  | "Unmonitored"
  | "GaveUpRuns"
  | "PidFileGone"
  | "AlertCondition"
  | "NotChecked"
  | "CheckOverdue"
  | "ServiceManual"
  | "MonitStale"
  | "ServiceUnseen";

export const SERVICE_STATUS: Readonly<Record<ServiceReason, Status>> = {
  ServiceFine: "ok",
  ServiceDead: "critical",
  ServiceReused: "critical",
  ServiceStopped: "critical",
  StoppedByUser: "critical",
  GaveUp: "critical",
  DependencyDown: "critical",
  CrashLoop: "critical",
  ServiceRestarting: "warning",
  StopFailed: "critical",
  ExecutionFailed: "critical",
  ActionPending: "warning",
  ActionStuck: "critical",
  Unmonitored: "warning",
  GaveUpRuns: "warning",
  PidFileGone: "warning",
  AlertCondition: "warning",
  NotChecked: "unknown",
  CheckOverdue: "warning",
  ServiceManual: "skipped",
  MonitStale: "unknown",
  ServiceUnseen: "unknown",
};

/** All that is known of one service. */
export interface ServiceFacts {
  readonly service: MonitService;
  /** Of a process, told without monit. */
  readonly seen: ProcessSeen | undefined;
  readonly watched: Watched;
  /** How old what monit says of it is; undefined where monit does not say when it looked. */
  readonly ageS: number | undefined;
  /** Older data than this is none: monit is stuck. */
  readonly staleAfterS: number;
  /** Who ended monit's watch, where its log tells. */
  readonly ended?: Ended | undefined;
  /** Services that it needs (`depends on`) and that do not run. */
  readonly needs?: readonly string[];
}

/** What monit says, all of it known. */
interface Told extends ServiceFacts {
  readonly status: number;
  readonly monitor: number;
  readonly action: string | undefined;
}

const PROCESS = 3;
const MANUAL = 2;
/**
 * A process that is another one at each of so many looks: down again, told, and a loop however long the last one lasts. One that the
 * operator restarts three times (manual 4.10) is told, but no fault.
 */
const [LOOPING, RESTARTING, ALWAYS] = [2, 3, 5];
/** What makes a process that is not there run again. */
const STARTING = ["start", "restart", "monitor"];

/** monit does not look again at what it does not watch (5.33; measured: 62 s), and at others only in their own cycles. */
function isStale({ ageS, staleAfterS, service, monitor }: Told): boolean {
  return monitor === 1 && service.isRare !== true && ageS !== undefined && ageS > staleAfterS;
}

function isManual({ service, monitor, status, action }: Told): boolean {
  return service.mode === MANUAL && monitor === 0 && status === 0 && action === undefined;
}

function waiting({ watched, staleAfterS }: Told): ServiceReason {
  return watched.waitingS > staleAfterS ? "ActionStuck" : "ActionPending";
}

/** Not watched: given up, stopped on request, or without a word in the log. */
function ofUnwatched({ ended }: Told): ServiceReason {
  if (ended === undefined) return "ServiceStopped";
  return ended.by === "user" ? "StoppedByUser" : "GaveUp";
}

/**
 * The process is not there. A stop or restart that somebody asked for explains it only where monit saw nothing wrong before; one that
 * monit no longer watches was stopped by hand or given up, and nothing will start it.
 */
function ofDead(told: Told): ServiceReason {
  const { status, monitor, action, watched, seen, needs = [] } = told;
  if (isManual(told)) return "ServiceManual";
  if (watched.changes >= LOOPING) return "CrashLoop";
  const isFailing = isNotThere(status) || isNotRun(status);
  // Between the stop and the start of a restart monit does not watch it (measured: 5.2.5).
  if (action !== undefined && !isFailing && (monitor !== 0 || STARTING.includes(action))) return waiting(told);
  if (seen?.isAnother === true) return "ServiceReused";
  if (needs.length > 0 && !isFailing) return "DependencyDown";
  return monitor === 0 ? ofUnwatched(told) : "ServiceDead";
}

/** monit has had its time to look at it for the first time, and those with cycles of their own are known. */
function isOverdue({ service, monitor, ageS, staleAfterS }: Told): boolean {
  const isInitial = Math.floor(monitor / 2) % 2 === 1;
  return isInitial && service.isRare === false && ageS !== undefined && ageS > staleAfterS;
}

/** Runs, and monit says that a start or stop failed: after a failed stop it is the old process. */
function ofFailed({ status }: Told): ServiceReason {
  return isNotThere(status) ? "ExecutionFailed" : "StopFailed";
}

/** The process is there, whatever monit says: what it has not seen yet is its view alone. */
function ofAlive(told: Told): ServiceReason {
  const { status, monitor, action, watched, seen, ended } = told;
  if (isStale(told)) return "MonitStale";
  if (action !== undefined) return waiting(told);
  if (watched.changes >= ALWAYS) return "CrashLoop";
  if (isNotRun(status)) return ofFailed(told);
  if (monitor === 0) return ended?.by === "monit" ? "GaveUpRuns" : "Unmonitored";
  if (seen?.isFileGone === true) return "PidFileGone";
  if (status !== 0) return "AlertCondition";
  if (isOverdue(told)) return "CheckOverdue";
  return watched.changes >= RESTARTING ? "ServiceRestarting" : "ServiceFine";
}

/** Whether the process is there could not be told but by monit, or it is none. */
function byMonit(told: Told): ServiceReason {
  const { service, seen, status, monitor, action } = told;
  if (isStale(told)) return "MonitStale";
  const isProcess = service.type === PROCESS;
  if (isProcess && isNotThere(status)) return "ServiceDead";
  if (isProcess && isNotRun(status)) return "ExecutionFailed";
  if (action !== undefined) return waiting(told);
  if (monitor === 0) return isManual(told) ? "ServiceManual" : "Unmonitored";
  if (status !== 0) return "AlertCondition";
  if (Math.floor(monitor / 2) % 2 === 1) return "NotChecked";
  return seen?.isReplaced === true ? "ServiceUnseen" : "ServiceFine";
}

/** The state of one service, from monit's bits and the process itself. */
export function serviceReason(facts: ServiceFacts): ServiceReason {
  const { status, monitor, pendingAction } = facts.service;
  if (status === undefined || monitor === undefined) return "ServiceUnseen";
  const told: Told = { ...facts, status, monitor, action: actionWord(pendingAction) };
  if (facts.seen?.alive === false) return ofDead(told);
  return facts.seen?.alive === true ? ofAlive(told) : byMonit(told);
}
