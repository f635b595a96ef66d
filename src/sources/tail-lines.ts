import { KraneError, type Loss } from "../core/index.ts";
import { LINE_BYTES } from "./whole-lines.ts";

/** Lines that are waiting are handed over in pieces of about this size. */
const PIECE_BYTES = 256 * 1024;
/** More is not held for a reader that is slower than the writer, nor of a line that does not end. */
const HELD_BYTES = 8 * 1024 * 1024;

type Tail = import("tail").Tail;

/** What the package `tail` has of one file, from a place on. It is loaded where a log is followed, and nowhere else. */
export class TailLines {
  readonly #tail: Tail;
  readonly #lines: string[] = [];
  /** Bytes that were handed over before. */
  #skip: number;
  #offset: number;
  #bytes = 0;
  #dropped = 0;
  #failed: unknown;
  #isCut = false;
  #wake = (): void => undefined;

  /** The package decodes block by block: as Latin-1 none of a character is lost at the edge of two. */
  private constructor(tail: Tail, offset: number) {
    this.#tail = tail;
    this.#skip = offset;
    this.#offset = offset;
    tail.on("line", (line) => {
      this.#take(line);
      this.#wake();
    });
    tail.on("error", (error) => {
      this.#failed = error;
      this.#wake();
    });
  }

  static async open(path: string, offset: number): Promise<TailLines> {
    const { Tail } = (await import("tail")).default;
    try {
      return new TailLines(new Tail(path, { fromBeginning: true, separator: "\n", encoding: "latin1" }), offset);
    } catch (cause) {
      throw new KraneError("KRANE_SOURCE_OPEN", `follow ${path}`, { cause });
    }
  }

  /** Behind the last line that was handed over. After a cut the package goes on wherever the log ended when it noticed. */
  get offset(): number {
    if (this.#isCut && this.#tail.queue.length === 0) {
      this.#offset = Math.max(0, this.#tail.currentCursorPos - this.#tail.buffer.length - this.#bytes);
      this.#isCut = false;
    }
    return this.#isCut ? 0 : this.#offset;
  }

  /** Its last line grows without an end. */
  get endless(): boolean {
    return this.#unfinished > HELD_BYTES;
  }

  /** It has not noticed that the log has grown to `size`: a line came while it began to watch. */
  behind(size: number): boolean {
    return this.#tail.queue.length === 0 && this.#tail.currentCursorPos < size;
  }

  /** Waits until lines have come or something went wrong, at most `ms`. */
  async news(ms: number, signal: AbortSignal): Promise<void> {
    if (this.#lines.length > 0 || this.#failed !== undefined || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener("abort", done, { once: true });
      this.#wake = done;
    });
    this.#wake = () => undefined;
  }

  /** Throws where the package cannot go on. */
  check(path: string): void {
    const cause = this.#failed;
    if (cause !== undefined) throw new KraneError("KRANE_SOURCE_READ", `follow ${path}`, { cause });
  }

  /** The file was cut off: what is handed over next is from its new beginning. */
  cut(): void {
    this.#isCut = true;
    this.#skip = 0;
  }

  /** What was dropped since the last call; a line without an end is, as far as it is there. */
  lost(): Loss | undefined {
    const bytes = this.#dropped + (this.endless ? this.#unfinished : 0);
    this.#dropped = 0;
    this.#offset += bytes;
    return bytes === 0 ? undefined : { why: "overrun", bytes };
  }

  /** The lines that have come, as one piece. */
  piece(): Uint8Array {
    let bytes = 0;
    let count = 0;
    while (count < this.#lines.length && bytes < PIECE_BYTES) bytes += (this.#lines[count++]?.length ?? 0) + 1;
    const text = this.#lines.splice(0, count).map((line) => `${line.slice(0, LINE_BYTES)}\n`);
    this.#bytes -= bytes;
    this.#offset += bytes;
    return Buffer.from(text.join(""), "latin1");
  }

  close(): void {
    this.#tail.unwatch();
  }

  /** Bytes of the last line, as far as they are there and new. */
  get #unfinished(): number {
    return Math.max(0, this.#tail.buffer.length - this.#skip);
  }

  #take(line: string): void {
    const bytes = line.length + 1;
    const skipped = Math.min(this.#skip, bytes);
    this.#skip -= skipped;
    if (skipped === bytes) return;
    if (this.#bytes > HELD_BYTES) this.#dropped += bytes - skipped;
    else {
      this.#lines.push(line.slice(skipped));
      this.#bytes += bytes - skipped;
    }
  }
}
