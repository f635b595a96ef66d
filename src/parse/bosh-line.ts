import { instanceIn } from "./bosh-errors.ts";

/** What one line of bosh's output is. */
export type BoshLine =
  | {
      readonly kind: "stage";
      readonly task: string | undefined;
      readonly time: string;
      readonly stage: string;
      readonly detail: string;
      readonly done: boolean;
    }
  | { readonly kind: "error"; readonly task: string | undefined; readonly time: string; readonly message: string }
  | { readonly kind: "part-error"; readonly message: string }
  | { readonly kind: "task"; readonly task: string; readonly state: "begun" | "ended" }
  | { readonly kind: "started"; readonly at: number }
  | { readonly kind: "deployment"; readonly name: string }
  | { readonly kind: "scan"; readonly text: string; readonly bad: boolean }
  | { readonly kind: "problem"; readonly type: string; readonly description: string }
  | {
      readonly kind: "state";
      readonly instance: string | undefined;
      readonly process: string | undefined;
      readonly state: string;
    };

/** "Task 610 | 23:45:48 | ...", and without the task as CLIs of 2017 have it. */
const TASK_LINE = /^(?:Task (\d{1,10}) \| )?(\d\d:\d\d:\d\d) \| (.{0,8000})$/;
/** Below a stage, with no time of its own: "                    L Error: ...". */
const PART_ERROR = /^ {4,}(?:L )?Error: (.{1,8000})$/;
const NUMBERED = /^Error (\d{3,6}): (.{1,8000})$/;
const STARTED = /^(?:Task \d{1,10} )?Started {1,4}([A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d UTC \d{4})$/;
const ENDED = /^Task (\d{1,10})(?:\. ?| )(done|error|cancelled|timeout|Done|Error)$/;
const BEGUN = /^Task (\d{1,10})$/;
const DEPLOYMENT = /^(?:Using deployment|Deployment) '([\w.-]{1,255})'$/;
/** The shell's line that somebody copied: "$ bosh -d nginx deploy manifest.yml". */
const COMMAND =
  /^(?:[^\n]{0,200}[$#%>] )?bosh (?:-e [\w.-]{1,255} |--\S{1,64} )?(?:-d|--deployment)[ =]([\w.-]{1,255})(?: |$)/;
const DURATION = / {1,16}\(\d\d:\d\d:\d\d\)$/;
/** Of cck: "4 OK, 1 unresponsive, 0 missing, 0 unbound". */
const SCANNED = /^\d{1,6} OK, (?:\d{1,6} [a-z -]{1,40}(?:, |$)){1,8}$/;
const PROBLEM = /^\s{0,8}\d{1,5}[\t ]{1,16}([a-z]{3,16}(?:_[a-z]{2,16}){1,4})[\t ]{2,16}(\S.{0,1000})$/;

/** What an instance or a process can be (bosh-agent: job state; director: "unresponsive agent"; "-" where there is no VM). */
const STATES: readonly string[] = [
  "running",
  "failing",
  "unresponsive agent",
  "unresponsive",
  "stopped",
  "starting",
  "stopping",
  "failed",
  "unknown",
  "unmonitored",
  "not monitored",
];
const ROW_INSTANCE =
  /^[\w.-]{1,128}\/(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\*?|\d{1,6}(?: \([0-9a-f-]{36}\)\*?)?)$/;

function taskLine(task: string | undefined, time: string, rest: string): BoshLine | undefined {
  if (rest.startsWith("Error: ")) return { kind: "error", task, time, message: rest.slice(7).trim() };
  const colon = rest.indexOf(": ");
  if (colon < 0 || /^(?:Warning|Deprecation): /.test(rest)) return undefined;
  const stage = rest.slice(0, colon);
  const whole = rest.slice(colon + 2);
  const detail = whole.trimEnd().replace(DURATION, "");
  if (stage.startsWith("Scanning") && SCANNED.test(detail))
    return { kind: "scan", text: `${stage}: ${detail}`, bad: /[1-9]\d* [a-z]/.test(detail.replace(/^\d+ OK, /, "")) };
  return { kind: "stage", task, time, stage, detail, done: detail !== whole.trimEnd() };
}

/** One row of `bosh instances` or `bosh vms`: aligned, separated by tabs where there is no terminal, or framed with bars. */
function row(line: string): BoshLine | undefined {
  const fields = line
    .trim()
    .replace(/^\|\s*|\s*\|$/g, "")
    .split(/\s*\|\s*|\t| {2,}/)
    .slice(0, 12);
  const [first = "", second = ""] = fields;
  const state = fields.slice(1, 4).find((field) => STATES.includes(field));
  if (state === undefined) return undefined;
  // `--ps` has a column of processes, of which only the first row names the instance.
  const named = STATES.includes(second) || second === "-" ? undefined : second;
  if (ROW_INSTANCE.test(first)) return { kind: "state", instance: instanceIn(first), process: named, state };
  return first === "~" && named !== undefined
    ? { kind: "state", instance: undefined, process: named, state }
    : undefined;
}

function about(line: string): BoshLine | undefined {
  const started = STARTED.exec(line)?.[1];
  if (started !== undefined) return { kind: "started", at: Date.parse(started.replace(/ {2,}/g, " ")) };
  const deployment = DEPLOYMENT.exec(line)?.[1] ?? COMMAND.exec(line)?.[1];
  if (deployment !== undefined) return { kind: "deployment", name: deployment };
  const ended = ENDED.exec(line)?.[1];
  if (ended !== undefined) return { kind: "task", task: ended, state: "ended" };
  const begun = BEGUN.exec(line)?.[1];
  return begun === undefined ? undefined : { kind: "task", task: begun, state: "begun" };
}

/** What a line of bosh's output says; undefined for one that says nothing of interest. Excerpts in documents are indented. */
export function boshLine(text: string): BoshLine | undefined {
  const partial = PART_ERROR.exec(text)?.[1];
  if (partial !== undefined) return { kind: "part-error", message: partial.trim() };
  const line = text.trim();
  const [, task, time, rest] = TASK_LINE.exec(line) ?? [];
  if (time !== undefined && rest !== undefined) return taskLine(task, time, rest);
  const numbered = NUMBERED.exec(line)?.[2];
  if (numbered !== undefined) return { kind: "error", task: undefined, time: "", message: numbered.trim() };
  const [, type, description] = PROBLEM.exec(text) ?? [];
  if (type !== undefined && description !== undefined)
    return { kind: "problem", type, description: description.trim() };
  return about(line) ?? row(text);
}

/** An event of `bosh task N --event`: the director writes `time` first. */
const EVENT = /^\{"time":\d{1,12},(?:"stage"|"error"|"type")/;
/** Lines that only bosh writes, or a shell that traces a job's script (set -x). */
const SHAPES: readonly RegExp[] = [
  EVENT,
  /^Task \d{1,10} (?:\| \d\d:\d\d:\d\d \| |(?:Started|Finished|Duration) |(?:done|error)$)/,
  /^Task \d{1,10}\. (?:Done|Error)$/,
  /^\d\d:\d\d:\d\d \| (?:Error: |L |[A-Z][a-z]+ing )/,
  /^L Error: /,
  /^Using (?:environment|deployment) '/,
  /^Deployment '/,
  /^"(?:Tables|Blocks|Lines)": (?:\[|null)/,
  /^\++ (?:exit \d{1,3}$|\S)/,
];

/** Whether a line can only be of bosh. */
export function isBoshLine(text: string): boolean {
  const line = text.trim();
  return SHAPES.some((shape) => shape.test(line)) || row(text) !== undefined;
}

export function isBoshEvent(text: string): boolean {
  return EVENT.test(text.trim());
}

/** Whether a line can only be an event, or a whole document of the CLI's --json on one line. */
export function isBoshJson(text: string): boolean {
  return isBoshEvent(text) || /^\{"(?:Tables|Blocks|Lines)":/.test(text);
}
