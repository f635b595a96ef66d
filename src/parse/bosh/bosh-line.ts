import { type BoshRow, boshRow } from "./bosh-row.ts";
import { otherBoshLine } from "./bosh-ruby.ts";

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
  /** A stage and its error on one line. */
  | { readonly kind: "failed"; readonly stage: string; readonly detail: string; readonly message: string }
  | BoshRow;

/** "Task 610 | 23:45:48 | ...", and without the task as CLIs of 2017 have it. */
const TASK_LINE = /^(?:Task (\d{1,10}) \| )?(\d\d:\d\d:\d\d) \| (.{0,8000})$/;
/** Below a stage, with no time of its own: "                    L Error: ...". */
const PART_ERROR = /^(?: {4,}|\s{0,300}L )(?:L )?Error: (.{1,8000})$/;
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

function taskLine(task: string | undefined, time: string, rest: string): BoshLine | undefined {
  if (rest.startsWith("Error: ")) return { kind: "error", task, time, message: rest.slice(7).trim() };
  const colon = rest.indexOf(": ");
  if (colon < 0 || /^(?:Warning|Deprecation): /.test(rest)) return undefined;
  const stage = rest.slice(0, colon);
  const whole = rest.slice(colon + 2);
  const detail = whole.trimEnd().replace(DURATION, "");
  return scanned({ kind: "stage", task, time, stage, detail, done: detail !== whole.trimEnd() });
}

/** The counts of a scan of cck stand where other stages say what they are about. */
function scanned(line: BoshLine): BoshLine {
  if (line.kind !== "stage" || !line.stage.startsWith("Scanning") || !SCANNED.test(line.detail)) return line;
  const { stage, detail } = line;
  return { kind: "scan", text: `${stage}: ${detail}`, bad: /[1-9]\d* [a-z]/.test(detail.replace(/^\d+ OK, /, "")) };
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

/** Colours of a terminal (ECMA-48, CSI ... m), and the marks of a quotation in a mail or a ticket. */
const COLOURS = /\u001b\[[\d;]{0,32}[A-Za-z]/g;
const QUOTED = /^\s{0,3}(?:> ?){1,4}/;

/** A line without what a terminal or a paste put around it. */
export function plainBosh(text: string): string {
  const bare = text.includes("\u001b") ? text.replace(COLOURS, "") : text;
  return bare.replace(QUOTED, "");
}

/** What a line of bosh's output says; undefined for one that says nothing of interest. Excerpts in documents are indented. */
export function boshLine(pasted: string): BoshLine | undefined {
  const text = plainBosh(pasted);
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
  const other = otherBoshLine(line);
  return about(line) ?? boshRow(text) ?? (other === undefined ? undefined : scanned(other));
}

/** An event of `bosh task N --event`: the director writes `time` first. */
const EVENT = /^\{"time":\d{1,12},(?:"stage"|"error"|"type")/;
/** A line of `bosh task N --result`. */
const RESULT = /^\{"vm_cid":.{1,4000}"job_state":/;
/** Lines that only bosh writes. */
const SHAPES: readonly RegExp[] = [
  EVENT,
  RESULT,
  /^Task \d{1,10} (?:\| \d\d:\d\d:\d\d \| |(?:Started|Finished|Duration) |(?:done|error)$)/,
  /^Task \d{1,10}\. (?:Done|Error)$/,
  /^\d\d:\d\d:\d\d \| (?:Error: |L |[A-Z][a-z]+ing )/,
  /^L Error: /,
  /^Using (?:environment|deployment) '/,
  /^Deployment '/,
  /^"(?:Tables|Blocks|Lines)": (?:\[|null)/,
];
/** A shell that traces a script says little of where it is. */
const TRACED = /^\++ (?:exit \d{1,3}$|\S)/;

/** Whether a line can only be of bosh. */
function isOfBosh(text: string): boolean {
  const plain = plainBosh(text);
  const line = plain.trim();
  return SHAPES.some((shape) => shape.test(line)) || boshRow(plain) !== undefined || otherBoshLine(line) !== undefined;
}

/** Whether a line can only be of bosh, or of a shell that traces a job's script (set -x). */
export function isBoshLine(text: string): boolean {
  return isOfBosh(text) || TRACED.test(text.trim());
}

const MOST_LINES = 1000;

/** Whether anything of bosh's stands among the lines of a log or a paste, whatever most of them are. */
export function holdsBosh(beginning: string): boolean {
  return beginning.split("\n", MOST_LINES).some(isOfBosh);
}

export function isBoshEvent(text: string): boolean {
  return EVENT.test(plainBosh(text).trim());
}

export function isBoshResult(text: string): boolean {
  return RESULT.test(text);
}

/** Whether a line can only be an event or a result, or a whole document of the CLI's --json on one line. */
export function isBoshJson(text: string): boolean {
  return isBoshEvent(text) || isBoshResult(text) || /^\{"(?:Tables|Blocks|Lines)":/.test(text);
}
