/** What a header line says, read apart from the product: column by column instead of by one pattern. */
export interface Header {
  readonly cpu: number;
  readonly pid: number;
  readonly comm: string;
  readonly taint: string;
}

/** The header in `line`; undefined where it is none or not whole. */
export function headerOf(line: string): Header | undefined {
  const start = line.indexOf("CPU: ");
  const comm = line.indexOf(" Comm: ", start);
  const pid = line.indexOf(" PID: ", start);
  if (start < 0 || pid < 0 || comm < 0) return undefined;
  const taintAt = [" Not tainted ", " Tainted: "].map((word) => line.indexOf(word, comm)).find((at) => at >= 0);
  if (taintAt === undefined || !line.includes(" #", taintAt)) return undefined;
  const words = line
    .slice(taintAt + 1)
    .trim()
    .split(/\s+/);
  const release = words.findIndex((word) => word.startsWith("#"));
  return {
    cpu: Number.parseInt(line.slice(start + 5), 10),
    pid: Number.parseInt(line.slice(pid + 6), 10),
    comm: line.slice(comm + 7, taintAt).replace(/ Kdump: loaded$/, ""),
    taint: words[0] === "Not" ? "" : words.slice(1, release - 1).join(" "),
  };
}
