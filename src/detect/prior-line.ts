import { LAST_REPEATED } from "../parse/log/repeated.ts";
import type { ScanBuffer } from "./scan-buffer.ts";

const NEWLINE = 10;
/** Of a longer line nobody needs to know. */
const LONGEST = 8192;

/** The line before another one, also over the edges of chunks: "last message repeated 3 times" is about it. */
export class PriorLine {
  /** The last line that was read. */
  last = "";
  #buffer: ScanBuffer | undefined;
  #from = 0;
  /** What the repeats before were about: another line of repeats is about the same. */
  #repeated = "";

  /** A chunk begins at `from`; it is read until `end`. */
  begin(buffer: ScanBuffer, from: number): void {
    this.#buffer = buffer;
    this.#from = from;
  }

  end(end: number): void {
    if (end > this.#from) this.last = this.#lineBefore(end);
    if (this.last.includes(LAST_REPEATED)) return;
    this.#repeated = "";
  }

  /** The line before the one that begins at `start`. */
  before(start: number): string {
    const line = start > this.#from ? this.#lineBefore(start) : this.last;
    if (!line.includes(LAST_REPEATED)) this.#repeated = line;
    return this.#repeated;
  }

  /** The line that ends before `end`, behind its newline. */
  #lineBefore(end: number): string {
    const bytes = this.#buffer?.bytes;
    if (bytes === undefined) return "";
    const last = bytes[end - 1] === NEWLINE ? end - 1 : end;
    const start = Math.max(this.#from, last <= this.#from ? last : bytes.lastIndexOf(NEWLINE, last - 1) + 1);
    return last - start > LONGEST ? "" : bytes.toString("utf8", start, last);
  }
}
