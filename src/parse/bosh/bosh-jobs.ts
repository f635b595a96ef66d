import type { Answer, Attributes, Status, Verdict } from "../../core/index.ts";
import {
  type AgentHealth,
  type AgentService,
  type AgentState,
  agentState,
  failingServices,
  healthState,
} from "./bosh-agent.ts";
import { type FailedScript, type ScriptLog, standingFailures } from "./bosh-scripts.ts";

export type BoshReason =
  | "BoshRunning"
  | "BoshStarting"
  | "BoshFailing"
  | "BoshStopped"
  | "BoshUnseen"
  | "JobScriptFailed";

export interface BoshFacts {
  readonly jobs: Answer<readonly string[]>;
  readonly isStopped: boolean;
  readonly monit: Answer<readonly AgentService[]>;
  /** health.json of the agent, which needs no monit to be asked. */
  readonly health: Answer<AgentHealth>;
  readonly logs: readonly ScriptLog[];
  /** By the agent's log and by the scripts' own traces. */
  readonly failures: readonly FailedScript[];
  /** ms since the epoch. */
  readonly now: number;
}

const STATES: Readonly<Record<AgentState, { readonly status: Status; readonly reason: BoshReason }>> = {
  running: { status: "ok", reason: "BoshRunning" },
  starting: { status: "warning", reason: "BoshStarting" },
  failing: { status: "critical", reason: "BoshFailing" },
  stopped: { status: "warning", reason: "BoshStopped" },
};

const SHOWN_LOGS = 8;
const MINUTE_MS = 60_000;

function minutesSince(at: number, now: number): number {
  return Math.max(0, Math.round((now - at) / MINUTE_MS));
}

function logLine({ path, bytes, modifiedAt }: ScriptLog, now: number): string {
  return `${path}: ${bytes} bytes, written ${minutesSince(modifiedAt, now)} min ago`;
}

function newestLogs({ logs, now }: BoshFacts): readonly string[] {
  const newest = logs.filter(({ bytes }) => bytes > 0).toSorted((a, b) => b.modifiedAt - a.modifiedAt);
  return newest.slice(0, SHOWN_LOGS).map((log) => logLine(log, now));
}

interface Told {
  readonly state: AgentState;
  readonly failing: readonly string[];
  readonly by: string;
}

/** What monit says now; where it does not answer, what the agent wrote down at its last heartbeat. */
function told({ monit, health, isStopped, now }: BoshFacts): Told | string {
  const failing = monit.known ? failingServices(monit.value) : ["services that monit alone names"];
  // The agent looks at this file first, and says so whatever monit says.
  if (isStopped) return { state: "stopped", failing, by: "the agent's file stopped" };
  if (monit.known) return { state: agentState(monit.value, isStopped), failing, by: "monit" };
  if (!health.known) return `${monit.why}; ${health.why}`;
  const state = healthState(health.value, now);
  if (state !== undefined) return { state, failing, by: "the agent's heartbeat" };
  return `${monit.why}; the agent's health.json is ${minutesSince(health.value.at, now)} min old or says nothing`;
}

function whole(facts: BoshFacts): Verdict<BoshReason> {
  const { monit, jobs } = facts;
  const evidence = newestLogs(facts);
  const names: Attributes = jobs.known
    ? { "krane.bosh.jobs": jobs.value, "krane.bosh.job_count": jobs.value.length }
    : { "krane.bosh.job_count": 0 };
  const said = told(facts);
  if (typeof said === "string") {
    const cause = !monit.known && monit.denied === true ? "permission" : "source-lost";
    const attributes = { ...names, "krane.bosh.why": said, "krane.feature.cause": cause };
    return { status: "unknown", reason: "BoshUnseen", attributes, evidence };
  }
  const { state, failing, by } = said;
  const attributes = {
    ...names,
    "krane.bosh.state": state,
    "krane.bosh.state_by": by,
    ...(state === "failing" ? { "krane.bosh.failing": failing } : {}),
  };
  return { ...STATES[state], attributes, evidence };
}

function failed(failure: FailedScript, status: Status, now: number): Verdict<BoshReason> {
  const { job, script, at, exitCode, lines } = failure;
  return {
    status,
    reason: "JobScriptFailed",
    subject: { type: "service", name: job },
    attributes: {
      "krane.bosh.job": job,
      "krane.bosh.script": script,
      "krane.bosh.age_minutes": minutesSince(at, now),
      ...(exitCode === undefined ? {} : { "krane.bosh.exit_code": exitCode }),
    },
    evidence: lines,
  };
}

/**
 * The instance as its agent would tell it, and each script that failed last. Logs of scripts are appended to and have no times, so that a
 * failure in them is one only as long as nothing of the job was written since, and a fault only where the instance fails as well.
 */
export function boshVerdicts(facts: BoshFacts): readonly Verdict<BoshReason>[] {
  const first = whole(facts);
  const status = first.reason === "BoshFailing" || first.reason === "BoshStarting" ? "critical" : "warning";
  const byJob = new Map<string, FailedScript>();
  for (const failure of standingFailures(facts.failures, facts.logs)) {
    // What runs was started behind its pre-start, so that a failure of it is of an earlier run.
    if (first.reason !== "BoshRunning" || failure.script !== "pre-start") byJob.set(failure.job, failure);
  }
  return [first, ...[...byJob.values()].map((failure) => failed(failure, status, facts.now))];
}
