/**
 * Rows of what monit's client prints, in three kinds: "Process 'etcd'     Resource limit matched" (5.2.5, and the head of a service in
 * `monit status` of every version), columns (5.33 into a pipe), and a table of box characters with colours (5.16 and later on a terminal).
 */
const KIND = "(?:Process|File|Directory|Filesystem|Remote Host|Host|System|Fifo|Program|Network)";
const ROW = new RegExp(`^${KIND} '[^'\\n]{1,255}'(?: {1,64}\\S|\\s*$)`);
/** " two words      OK - restart pending     Process": a name may hold single blanks, and is cut to the column. */
const COLUMNS = new RegExp(`^(\\S(?: ?\\S){0,254}) {2,64}(\\S(?: ?\\S){0,63}) {2,64}(${KIND})\\s*$`);
const CUT_COLUMNS = new RegExp(`^(\\S(?: ?\\S){0,254}\\.\\.\\.) (\\S(?: ?\\S){0,63}) {2,64}(${KIND})\\s*$`);
const TYPE = new RegExp(`^${KIND}$`);
const STATUS = /^status {2,64}\S/;
const BAR = "\u2502";
/** SGR alone: what else a terminal is told stays, and is shown by what it is. */
const COLOUR = /\u001b\[[\d;]{0,16}m/g;

/** Three cells of a table, the line without colours and blanks around it otherwise. */
export function plainRow(text: string): string {
  const line = text.replace(COLOUR, "").trim();
  if (!line.startsWith(BAR)) return line;
  const [, name = "", status = "", type = "", ...rest] = line.split(BAR, 6).map((cell) => cell.trim());
  return rest.length === 1 && name !== "" && TYPE.test(type) ? `${type} '${name.replaceAll("'", "")}' ${status}` : line;
}

/** The name of a service with its state, or alone as the head of a block. */
export function isRow(line: string): boolean {
  return ROW.test(line);
}

export function isStatusLine(line: string): boolean {
  return STATUS.test(line);
}

export function hasColumns(line: string): boolean {
  return COLUMNS.test(line) || CUT_COLUMNS.test(line);
}

/** "Process 'etcd' Resource limit matched" of columns; undefined where the line has none. */
export function rowOfColumns(line: string): string | undefined {
  const [, name, status, type] = COLUMNS.exec(line) ?? CUT_COLUMNS.exec(line) ?? [];
  return name === undefined ? undefined : `${type} '${name.replaceAll("'", "")}' ${status}`;
}

/** "Does not exist" of "status       Does not exist". */
export function stateOfStatusLine(line: string): string {
  return line.replace(/^status {2,64}/, "");
}
