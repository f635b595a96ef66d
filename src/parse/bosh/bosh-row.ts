import { instanceIn } from "./bosh-errors.ts";

/** One row of `bosh instances` or `bosh vms`. */
export interface BoshRow {
  readonly kind: "state";
  /** Undefined in a row of a process, which belongs to the row above. */
  readonly instance: string | undefined;
  readonly process: string | undefined;
  readonly state: string;
}

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
/** A director of before 2017 could not say which instance it is that does not answer. */
const NAMELESS = "unknown/unknown";
/** Of the Ruby CLI's `--ps`: "|   consul_agent   | running |". */
const FRAMED_PROCESS = /^\|\s{3,}[\w.-]/;
/** A row whose blanks a chat made one. */
const COLLAPSED = new RegExp(
  `^([\\w.-]{1,128}/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\*?|~) (?:([\\w.-]{1,128}) )?(${STATES.join("|")})(?: |$)`,
);

function collapsed(line: string): BoshRow | undefined {
  const [, first = "", named, state] = COLLAPSED.exec(line) ?? [];
  if (state === undefined) return undefined;
  const process = named === "-" ? undefined : named;
  if (first !== "~") return { kind: "state", instance: instanceIn(first), process, state };
  return process === undefined ? undefined : { kind: "state", instance: undefined, process, state };
}

/** A row that is aligned, separated by tabs where there is no terminal, or framed with bars; undefined for any other line. */
export function boshRow(text: string): BoshRow | undefined {
  const line = text.trim();
  const fields = line
    .replace(/^\|\s*|\s*\|$/g, "")
    .split(/\s*\|\s*|\t| {2,}/)
    .slice(0, 12);
  const [first = "", second = ""] = fields;
  const state = fields.slice(1, 4).find((field) => STATES.includes(field));
  if (state === undefined) return collapsed(line);
  if (FRAMED_PROCESS.test(line)) return { kind: "state", instance: undefined, process: first, state };
  // `--ps` has a column of processes, of which only the first row names the instance.
  const named = STATES.includes(second) || second === "-" ? undefined : second;
  if (first === NAMELESS) return { kind: "state", instance: NAMELESS, process: undefined, state };
  if (ROW_INSTANCE.test(first)) return { kind: "state", instance: instanceIn(first), process: named, state };
  return first === "~" && named !== undefined
    ? { kind: "state", instance: undefined, process: named, state }
    : undefined;
}
