/** One line of a task's event log (bosh, event_log.rb). */
export interface BoshEvent {
  /** ms since the epoch. */
  readonly at: number;
  readonly stage: string;
  readonly task: string;
  readonly state: string;
  /** Set where something failed. */
  readonly message: string | undefined;
}

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function text(value: unknown): string {
  return typeof value === "string" ? value.slice(0, 8000) : "";
}

function nested(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined;
}

/** A line of an event log; undefined where it is none. */
export function boshEvent(line: string): BoshEvent | undefined {
  const event = parsed(line);
  // Seconds of a date that a Date can hold.
  if (event === undefined || typeof event.time !== "number" || Math.abs(event.time) > 8.6e12) return undefined;
  const said = nested(event.error, "message") ?? (event.state === "failed" ? nested(event.data, "error") : undefined);
  return {
    at: Math.round(event.time * 1000),
    stage: text(event.stage),
    task: text(event.task),
    state: text(event.state),
    message: typeof said === "string" ? text(said).trim() : undefined,
  };
}

/** Pieces that the CLI prints without a newline between them: an event's line, and its duration when it is over. */
function joined(pieces: unknown): readonly string[] {
  if (!Array.isArray(pieces)) return [];
  const parts = pieces.map((piece) => (typeof piece === "string" ? piece : ""));
  return parts
    .map((piece) => (/^ ?\(\d\d:\d\d:\d\d\)|^\. Done$/.test(piece) ? piece : `\n${piece}`))
    .join("")
    .split("\n");
}

function rowLine(row: unknown, isProblem: boolean): string {
  if (!isObject(row)) return "";
  if (isProblem) return `${text(row["#"]) || "1"}  ${text(row.type)}  ${text(row.description)}`;
  const process = text(row.process);
  const cells = [text(row.instance) || "~", ...(process === "" ? [] : [process]), text(row.process_state)];
  return cells.join("\t");
}

/** A line of `bosh task N --result`: one instance as its agent told it; the rows that the CLI makes of it, or none. */
export function boshResult(line: string): readonly string[] {
  const told = parsed(line);
  const [group, id, state] = [text(told?.job_name), text(told?.id) || String(told?.index), text(told?.job_state)];
  if (told === undefined || group === "" || state === "") return [];
  const processes = Array.isArray(told.processes) ? told.processes.filter(isObject) : [];
  const rows = processes.map(({ name, state: how }) => ["~", text(name), text(how)].join("\t"));
  return [[`${group}/${id}`, state].join("\t"), ...rows];
}

function tableLines(table: unknown): readonly string[] {
  const rows = nested(table, "Rows");
  const isProblem = isObject(table) && table.Content === "problems";
  return Array.isArray(rows) ? rows.map((row) => rowLine(row, isProblem)) : [];
}

/** The output of a command with --json, as the lines that it prints without. */
export function boshDocument(document: string): readonly string[] {
  const { Tables: tables, Blocks: blocks, Lines: lines } = parsed(document) ?? {};
  const rows = Array.isArray(tables) ? tables.flatMap(tableLines) : [];
  return [...joined(lines), ...joined(blocks), ...rows];
}
