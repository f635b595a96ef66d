import type { Chunk, LogFormat, Source } from "../core/index.ts";
import { openLogInput } from "./log-input.ts";
import { cutAt, restOfLine, wholeLines } from "./whole-lines.ts";

const BUFFER_BYTES = 256 * 1024;
const NEWLINE = 0x0a;

export interface PipeLogOptions {
  /** "-" is standard input. */
  readonly path: string;
  readonly format: LogFormat | "auto";
  /** Told when its writer has closed it. */
  readonly ended: () => void;
}

/** Whole lines of what has come so far; a line without an end is cut, and its rest is left out. */
class Lines {
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #length = 0;
  #inside = false;

  /** Room for what comes next; one byte behind it stays free for a newline. */
  room(): Uint8Array {
    return this.#buffer.subarray(this.#length, BUFFER_BYTES - 1);
  }

  /** Takes `count` bytes that were written into the room; gives what can be handed over. */
  *take(count: number): Generator<Uint8Array> {
    this.#length += count;
    while (this.#length > 0) {
      if (this.#inside) {
        const { skip, ended } = restOfLine(this.#buffer, this.#length);
        this.#inside = !ended;
        this.#drop(skip);
        continue;
      }
      const { end, long } = wholeLines(this.#buffer, this.#length);
      if (end > 0) {
        yield this.#buffer.slice(0, end);
        this.#drop(end);
      } else if (long) yield this.#cut();
      else return;
    }
  }

  /** The last line, where its writer did not end it. */
  rest(): Uint8Array | undefined {
    if (this.#inside || this.#length === 0) return undefined;
    this.#buffer[this.#length] = NEWLINE;
    return this.#buffer.slice(0, this.#length + 1);
  }

  #cut(): Uint8Array {
    const at = cutAt(this.#buffer);
    const line = this.#buffer.slice(0, at + 1);
    line[at] = NEWLINE;
    this.#inside = true;
    this.#drop(at);
    return line;
  }

  #drop(count: number): void {
    this.#buffer.copyWithin(0, count, this.#length);
    this.#length -= count;
  }
}

function aborted(signal: AbortSignal): Promise<number> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(0);
    else signal.addEventListener("abort", () => resolve(0), { once: true });
  });
}

async function* read({ path, format: _, ended }: PipeLogOptions, signal: AbortSignal): AsyncGenerator<Chunk> {
  const input = await openLogInput(path);
  const lines = new Lines();
  const stopped = aborted(signal);
  try {
    for (;;) {
      const coming = Promise.resolve(input.read(lines.room()));
      // At an abort nobody waits for it any more.
      coming.catch(() => undefined);
      const count = await Promise.race([coming, stopped]);
      if (count === 0) break;
      for (const bytes of lines.take(count)) yield { bytes, cursor: "" };
    }
    const rest = lines.rest();
    if (rest !== undefined) yield { bytes: rest, cursor: "" };
    ended();
    await stopped;
  } finally {
    input.close();
  }
}

/** A pipe that somebody writes to for as long as he likes: journalctl -f -o json | krane-agent scan --follow - */
export function pipeLogSource(options: PipeLogOptions): Source {
  return { id: options.path, format: options.format, chunks: (signal) => read(options, signal) };
}
