import { failedJobs, failedScript } from "./bosh-errors.ts";

/** A log of a lifecycle script, as the agent names it: JOB/pre-start.stderr.log. */
export interface ScriptLog {
  readonly job: string;
  readonly script: string;
  readonly stream: "stdout" | "stderr";
  readonly path: string;
  readonly bytes: number;
  /** ms since the epoch. */
  readonly modifiedAt: number;
}

const NAME = /^(pre-start|post-start|post-deploy|pre-stop|drain|post-stop)\.std(out|err)\.log$/;

/** The script and stream that a file of a job's log directory is of; undefined for the job's own logs. */
export function scriptOf(name: string): Pick<ScriptLog, "script" | "stream"> | undefined {
  const [, script, stream] = NAME.exec(name) ?? [];
  if (script === undefined) return undefined;
  return { script, stream: stream === "err" ? "stderr" : "stdout" };
}

/** A script that failed, and by what it is known. */
export interface FailedScript {
  readonly job: string;
  readonly script: string;
  /** ms since the epoch. */
  readonly at: number;
  readonly exitCode: number | undefined;
  readonly lines: readonly string[];
}

/** What the agent told the director, newest last: "2020-03-27_04:35:12.1 [...] 1 of 1 pre-start scripts failed. Failed Jobs: x." */
const TOLD =
  /^(\d{4}-\d\d-\d\d)[_T](\d\d:\d\d:\d\d)[^\n]{0,400}?(\d{1,4} of \d{1,4} [a-z-]{1,32} scripts failed\. Failed Jobs: [^\n"\\]{1,2000})/gm;

/** Failures that the end of the agent's own log (/var/vcap/bosh/log/current) tells; its times are UTC. */
export function toldFailures(agentLog: string): readonly FailedScript[] {
  return [...agentLog.matchAll(TOLD)].flatMap(([line, day = "", time = "", message = ""]) => {
    const at = Date.parse(`${day}T${time}Z`);
    const script = failedScript(message);
    if (script === undefined || Number.isNaN(at)) return [];
    return failedJobs(message).map((job) => ({ job, script, at, exitCode: undefined, lines: [line] }));
  });
}

const SHOWN_LINES = 20;
const LINE_CHARACTERS = 300;

/** The last lines of a log's end, without control characters' harm: whoever shows them makes them safe. */
export function lastLines(end: string): readonly string[] {
  const lines = end.split("\n").filter((line) => line.trim() !== "");
  return lines.slice(-SHOWN_LINES).map((line) => line.slice(0, LINE_CHARACTERS));
}

/** The code that a script traced by `set -x` gave up with: its last line is "+ exit 1". */
export function tracedExit(end: string): number | undefined {
  const code = /^\++ exit (\d{1,3})$/.exec(lastLines(end).at(-1) ?? "")?.[1];
  return code === undefined ? undefined : Number(code);
}

/** Written within the same run: the agent starts a script and writes both streams until it ends. */
const SAME_RUN_MS = 60_000;

/** Scripts that failed and of whose job nothing was written since: what ran later went well, or is about to be told itself. */
export function standingFailures(
  failures: readonly FailedScript[],
  logs: readonly ScriptLog[],
): readonly FailedScript[] {
  const newest = (job: string) => Math.max(0, ...logs.filter((log) => log.job === job).map((log) => log.modifiedAt));
  const standing = failures.filter(({ job, at }) => newest(job) <= at + SAME_RUN_MS);
  const byScript = new Map(standing.toSorted((a, b) => a.at - b.at).map((one) => [`${one.job} ${one.script}`, one]));
  return [...byScript.values()];
}
