import type { MonitService, Status } from "../core/index.ts";
import type { ProcessSeen } from "./monit-process.ts";
import type { Watched } from "./monit-watch.ts";
import { actionWord, isNotRun, isNotThere } from "./monit-words.ts";

export type ServiceReason =
  | "ServiceFine"
  | "ServiceDead"
  | "ServiceStopped"
  | "CrashLoop"
  | "ServiceRestarting"
  | "StopFailed"
  | "ExecutionFailed"
  | "ActionPending"
  | "ActionStuck"
  | "Unmonitored"
  | "AlertCondition"
  | "NotChecked"
  | "ServiceManual"
  | "MonitStale"
  | "ServiceUnseen";

export const SERVICE_STATUS: Readonly<Record<ServiceReason, Status>> = {
  ServiceFine: "ok",
  ServiceDead: "critical",
  ServiceStopped: "critical",
  CrashLoop: "critical",
  ServiceRestarting: "warning",
  StopFailed: "critical",
  ExecutionFailed: "critical",
  ActionPending: "warning",
  ActionStuck: "critical",
  Unmonitored: "warning",
  AlertCondition: "warning",
  NotChecked: "unknown",
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
}

/** What monit says, all of it known. */
interface Told extends ServiceFacts {
  readonly status: number;
  readonly monitor: number;
  readonly action: string | undefined;
}

const PROCESS = 3;
const MANUAL = 2;
/** A process that is another one at each of so many looks. One that the operator restarts three times (manual 4.10) is told, but no fault. */
const [LOOPING, RESTARTING] = [2, 3];

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

/**
 * The process is not there. A stop or restart that somebody asked for explains it only where monit saw nothing wrong before; one that
 * monit no longer watches was stopped by hand or given up, and nothing will start it.
 */
function ofDead(told: Told): ServiceReason {
  const { status, monitor, action, watched } = told;
  if (isManual(told)) return "ServiceManual";
  if (watched.changes >= LOOPING) return "CrashLoop";
  if (monitor === 0) return "ServiceStopped";
  return action === undefined || isNotThere(status) || isNotRun(status) ? "ServiceDead" : waiting(told);
}

/** The process is there, whatever monit says: what it has not seen yet is its view alone. */
function ofAlive(told: Told): ServiceReason {
  const { status, monitor, action, watched } = told;
  if (isStale(told)) return "MonitStale";
  if (action !== undefined) return waiting(told);
  if (isNotRun(status)) return "StopFailed";
  if (monitor === 0) return "Unmonitored";
  if (status !== 0) return "AlertCondition";
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
