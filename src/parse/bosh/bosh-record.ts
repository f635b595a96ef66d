import type { Attributes, LogRecord } from "../../core/index.ts";
import { agentIn, agentMessage, failedJobs, failedScript, instanceIn, isKnownError } from "./bosh-errors.ts";

/** One thing that happened, as a record that rules know, with the lines that say it. */
export interface BoshRecord {
  readonly record: LogRecord;
  readonly lines: readonly string[];
}

/** What is known of where a record comes from. */
export interface BoshContext {
  readonly now: number;
  readonly deployment: string | undefined;
  readonly task: string | undefined;
}

const NO_INSTANCE = "an instance that is not named";

/** Phases as seed 003 has them: packages are compiled once, VMs created, jobs updated. */
const PHASES: readonly (readonly [begin: RegExp, phase: string])[] = [
  // Of create-env, which has stages of its own.
  [/^(?:Running the (?:pre|post)-|Waiting for instance)/, "update"],
  [/^(?:Preparing|Binding|Finding|Rendering)/, "prepare"],
  [/^Compiling/, "compile"],
  [/^(?:Creating|Create|Provisioning|Recreating)/, "create"],
  [/^(?:Updating|L |Starting|Restarting)/, "update"],
  [/^Stopping/, "stop"],
  [/^(?:Deleting|Delete)/, "delete"],
  [/^(?:Running|Fetching)/, "errand"],
  [/^(?:Scanning|Applying)/, "cck"],
];

function phaseOf(stage: string): string {
  return PHASES.find(([begin]) => begin.test(stage))?.[1] ?? "task";
}

interface Said {
  readonly body: string;
  readonly attributes: Attributes;
  readonly lines: readonly string[];
  readonly timestamp?: number | undefined;
}

function recordOf({ now, deployment }: BoshContext, { body, attributes, lines, timestamp }: Said): BoshRecord {
  const about = deployment === undefined ? {} : { "krane.bosh.deployment": deployment };
  return {
    record: {
      ...(timestamp === undefined ? {} : { timestamp }),
      observedTimestamp: now,
      severityNumber: 0,
      body,
      from: "bosh",
      attributes: { ...about, ...attributes },
    },
    lines,
  };
}

/** An error of a task. */
export interface TaskFailure {
  readonly said: string;
  readonly stage: string;
  /** What the stage was about: "master/774b… (2) (canary)". */
  readonly detail: string;
  readonly lines: readonly string[];
  /** ms since the epoch, where the date is known. */
  readonly at: number | undefined;
  /** "01:16:04", UTC; empty where it is not known. */
  readonly time: string;
}

export function failureRecord(context: BoshContext, failure: TaskFailure): BoshRecord {
  const message = agentMessage(failure.said);
  const jobs = failedJobs(message);
  const script = failedScript(message);
  const attributes: Attributes = {
    "krane.bosh.task": context.task ?? "unknown",
    "krane.bosh.phase": phaseOf(failure.stage),
    "krane.bosh.stage": failure.stage === "" ? "unknown" : failure.stage,
    "krane.bosh.instance": instanceIn(message) ?? instanceIn(failure.detail) ?? agentIn(message) ?? NO_INSTANCE,
    "krane.bosh.jobs": jobs.length === 0 ? ["no job named"] : jobs,
    "krane.bosh.error": message,
    ...(failure.time === "" ? {} : { "krane.bosh.time": failure.time }),
    ...(script === undefined ? {} : { "krane.bosh.script": script }),
  };
  const body = isKnownError(message) ? message : `Task failed: ${message}`;
  return recordOf(context, { body, attributes, lines: failure.lines, timestamp: failure.at });
}

export function updatedRecord(context: BoshContext, instance: string): BoshRecord {
  const attributes = { "krane.bosh.instance": instance };
  return recordOf(context, { body: `Instance ${instance}: was updated`, attributes, lines: [] });
}

/** Of cck: one problem, or the counts of a scan ("scan") where no problem follows them. */
export function problemRecord(
  context: BoshContext,
  { type, description }: { readonly type: string; readonly description: string },
  line: string,
): BoshRecord {
  const attributes = {
    "krane.bosh.instance": instanceIn(description) ?? context.deployment ?? NO_INSTANCE,
    "krane.bosh.problem": type,
    "krane.bosh.description": description,
  };
  return recordOf(context, { body: `Problem ${type}: ${description}`, attributes, lines: [line] });
}

/** A row of instances or vms, or of a process with --ps. */
export function stateRecord(
  context: BoshContext,
  row: { readonly instance: string; readonly process: string | undefined; readonly state: string },
  line: string,
): BoshRecord {
  const { instance, process, state } = row;
  const name = process === undefined ? {} : { "krane.bosh.process": process };
  const who = process === undefined ? `Instance ${instance}` : `Process ${process} of ${instance}`;
  const attributes = { "krane.bosh.instance": instance, "krane.bosh.state": state, ...name };
  return recordOf(context, { body: `${who}: ${state}`, attributes, lines: [line] });
}

/** /var/vcap/sys/log/nginx/pre-start.stderr.log: the job and its script. */
const SCRIPT_LOG = /\/([\w.-]{1,128})\/([a-z-]{1,32})\.std(?:err|out)\.log(?:\.\d{1,3}(?:\.gz)?)?$/;
/** The last line of a script that `set -x` traces, when it gives up. */
const TRACED_EXIT = /^\++ exit ([1-9]\d{0,2})$/;

/** A script that gave up, by its own trace; undefined where the file does not say whose it is, or the line is another. */
export function tracedRecord(context: BoshContext, path: string, line: string): BoshRecord | undefined {
  const code = TRACED_EXIT.exec(line)?.[1];
  const [, job, script] = code === undefined ? [] : (SCRIPT_LOG.exec(path) ?? []);
  if (code === undefined || job === undefined || script === undefined) return undefined;
  const attributes = { "krane.bosh.job": job, "krane.bosh.script": script, "krane.bosh.exit_code": Number(code) };
  return recordOf(context, { body: `exit ${code}`, attributes, lines: [line] });
}
