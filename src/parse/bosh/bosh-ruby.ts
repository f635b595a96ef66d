import { agentMessage, isKnownError } from "./bosh-errors.ts";
import type { BoshLine } from "./bosh-line.ts";

/**
 * What other programs say of the same things than the CLI of today: its predecessor in Ruby (bosh_cli, event_log_renderer.rb), which directors
 * before 2017 are asked with, `bosh create-env`, and the director's own debug log (bosh task N --debug).
 */

const DURATION = /\.? {1,4}\(\d\d:\d\d:\d\d\)$/;
/** "Started updating instance x > x/0 (canary). Failed: ... (00:01:01)", "  Failed updating job y > y/0: ... (00:01:11)". */
const STAGE = /^(Started|Failed|Done) ([a-z][\w .'-]{1,200}) > (.{1,8000})$/;
const SUBJECT = /^(.{1,300}?)(?:: |\. Failed: )(.{1,8000})$/;

function capital(stage: string): string {
  return stage.charAt(0).toUpperCase() + stage.slice(1);
}

function staged(line: string): BoshLine | undefined {
  const [, word, name, whole] = STAGE.exec(line) ?? [];
  if (word === undefined || name === undefined || whole === undefined) return undefined;
  const rest = whole.replace(DURATION, "");
  const stage = capital(name);
  const [, about, message] = word === "Failed" || rest.includes(". Failed: ") ? (SUBJECT.exec(rest) ?? []) : [];
  if (about !== undefined && message !== undefined) return { kind: "failed", stage, detail: about, message };
  const detail = rest.replace(/\. Done$/, "");
  return { kind: "stage", task: undefined, time: "", stage, detail, done: word === "Done" || rest !== detail };
}

/** "  Running the post-start scripts 'bosh/0'... Failed (00:01:11)". */
const MADE =
  /^([A-Z][a-z]{2,16} [a-z -]{1,60}) ('[\w./-]{1,255}'[a-z ]{0,40})\.\.\. (Finished|Failed)(?: \(\d\d:\d\d:\d\d\))?$/;

function made(line: string): BoshLine | undefined {
  const [, stage, detail, how] = MADE.exec(line) ?? [];
  return stage === undefined || detail === undefined
    ? undefined
    : { kind: "stage", task: undefined, time: "", stage, detail, done: how === "Finished" };
}

/** A stage as an excerpt has it whose times somebody took away. */
const BARE_STAGE =
  /^((?:Updating|Creating|Compiling|Deleting|Stopping|Starting) [a-z][\w .-]{1,120}): (\S{1,300}(?: \(\w{1,40}\)){1,3})(?: \(\d\d:\d\d:\d\d\))?$/;
/** The words of an error behind what says that it is one. */
const TOLD: readonly RegExp[] = [
  /^Error: (.{1,8000})$/,
  /^Agent responded with error: (.{1,8000})$/,
  /^[EW], \[\d{4}-\d\d-\d\d[T ][\d:.]{8,15} #\d{1,10}\] (?:\[[^\]]{0,200}\] )?ERROR -- [^\n:]{1,100}: (?:Worker thread raised exception: )?(.{1,8000})$/,
  // A row of `bosh tasks`, whose last column is the result.
  /^\d{1,10}\*? {2,16}(?:error|timeout) {2,16}.{1,1000}? {2,40}((?:Action Failed |['`]|Timed out ).{1,8000})$/,
];
/** A backtrace of Ruby that stands behind the message of a log line. */
const BACKTRACE = / - \/[^\s:]{1,400}\.rb:\d{1,6}:in .{0,400}$/;

function told(line: string): BoshLine | undefined {
  for (const shape of TOLD) {
    const message = shape.exec(line)?.[1]?.replace(BACKTRACE, "").trim();
    if (message !== undefined && isKnownError(agentMessage(message)))
      return { kind: "error", task: undefined, time: "", message };
  }
  return undefined;
}

/** What cck of the Ruby CLI calls a problem, by the words of bosh's problem_handlers. */
const PROBLEMS: readonly (readonly [words: RegExp, type: string])[] = [
  [/ is not responding\.?$/, "unresponsive_agent"],
  [/^Inconsistent mount information/, "mount_info_mismatch"],
  [/^Disk .{1,300} inactive/, "inactive_disk"],
  [/^Disk .{1,300} missing/, "missing_disk"],
  [/(?:^| )VM .{0,300}missing\.?$/, "missing_vm"],
  [/ out of sync/, "out_of_sync_vm"],
];

function problem(line: string): BoshLine | undefined {
  const description = /^Problem \d{1,5} of \d{1,5}: (.{1,1000})$/.exec(line)?.[1];
  const type = PROBLEMS.find(([words]) => words.test(description ?? ""))?.[1];
  return description === undefined || type === undefined ? undefined : { kind: "problem", type, description };
}

function head(line: string): BoshLine | undefined {
  const task = /^Director task (\d{1,10})$/.exec(line)?.[1];
  if (task !== undefined) return { kind: "task", task, state: "begun" };
  const started = /^Started\s{1,16}(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC$/.exec(line);
  if (started !== null) return { kind: "started", at: Date.parse(`${started[1]}T${started[2]}Z`) };
  const name = /^(?:Deployment|Acting as user '[^']{1,100}' on deployment) [`']([\w.-]{1,255})'/.exec(line)?.[1];
  return name === undefined ? undefined : { kind: "deployment", name };
}

/** What such a line says; undefined for any other. */
export function otherBoshLine(line: string): BoshLine | undefined {
  const [, stage, detail] = BARE_STAGE.exec(line) ?? [];
  if (stage !== undefined && detail !== undefined) {
    const done = DURATION.test(line);
    return { kind: "stage", task: undefined, time: "", stage, detail: detail.replace(DURATION, ""), done };
  }
  return staged(line) ?? told(line) ?? problem(line) ?? made(line) ?? head(line);
}
