import { type Chunk, explainError, field, type Log, type Loss, type Source, type SourceState } from "../core/index.ts";
import { feed } from "../detect/feed.ts";
import type { LogReader } from "../detect/log-reader.ts";
import type { KeptReport } from "../detect/report-assembler.ts";
import type { ScanBuffer } from "../detect/scan-buffer.ts";
import { pause } from "../sources/pause.ts";

/** How long a log that could not be read is left alone: longer with each failure. */
const RETRY_MS = { first: 1000, longest: 10_000 };
/** A log that was opened and gave no error for so long can be read, even if nothing is written to it. */
const SOUND_MS = 500;

export interface LogWatchOptions {
  readonly id: string;
  /** Opens the log behind a cursor. */
  readonly open: (cursor: string | undefined) => Source;
  readonly cursor: string | undefined;
  readonly reader: (format: Source["format"]) => LogReader;
  /** One for all logs: each chunk is read to its end before another log has its turn. */
  readonly buffer: ScanBuffer;
  readonly log: Log;
  /** Told after each chunk. */
  readonly read: () => void;
  readonly lost: (id: string, loss: Loss) => void;
  /** Told why the log cannot be read; undefined when it can be, once at the start as well. */
  readonly blind: (id: string, error: string | undefined) => void;
}

/** Reads one log for as long as the agent runs. */
export class LogWatch {
  readonly id: string;
  readonly #options: LogWatchOptions;
  readonly #reader: LogReader;
  #cursor: string | undefined;
  #records = 0;
  #lost = 0;
  #error: string | undefined;
  #isSound = false;
  #failures = 0;

  constructor(options: LogWatchOptions) {
    this.id = options.id;
    this.#options = options;
    this.#cursor = options.cursor;
    this.#reader = options.reader(options.open(undefined).format);
  }

  /** Where to go on after a restart. */
  get cursor(): string | undefined {
    return this.#cursor;
  }

  /** A kernel report is not at its end. */
  get busy(): boolean {
    return this.#reader.busy;
  }

  /** Reports that are not at their end, for the next run. */
  kept(): readonly KeptReport[] {
    return this.#reader.kept();
  }

  progress(): SourceState {
    const base = { id: this.id, records: this.#records, lost: this.#lost };
    return this.#error === undefined ? base : { ...base, error: this.#error };
  }

  /** Closes what has been silent until `now`. */
  idle(now: number): void {
    this.#reader.idle(now);
  }

  /** Reads until the signal aborts; a log that cannot be read is tried again. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const sound = setTimeout(() => this.#sound(), SOUND_MS);
      try {
        for await (const chunk of this.#options.open(this.#cursor).chunks(signal)) this.#take(chunk);
        if (!signal.aborted) this.#fail("it ended");
      } catch (error) {
        this.#fail(explainError(error));
      } finally {
        clearTimeout(sound);
      }
      await pause(Math.min(RETRY_MS.longest, RETRY_MS.first * 2 ** Math.min(this.#failures++, 8)), signal);
    }
  }

  #take(chunk: Chunk): void {
    this.#records += feed(this.#options.buffer, this.#reader, chunk.bytes);
    this.#cursor = chunk.cursor;
    if (chunk.lost !== undefined) this.#lose(chunk.lost);
    this.#sound();
    this.#options.read();
  }

  #lose(loss: Loss): void {
    this.#lost += loss.records ?? 0;
    this.#options.log("warning", "missed a part of a log", { source: this.id, ...loss });
    this.#options.lost(this.id, loss);
  }

  #fail(error: string): void {
    this.#isSound = false;
    if (this.#error === error) return;
    this.#error = error;
    this.#options.log("warning", "cannot read a log", { source: this.id, error: field(error) });
    this.#options.blind(this.id, field(error));
  }

  #sound(): void {
    if (this.#isSound) return;
    this.#isSound = true;
    this.#failures = 0;
    if (this.#error !== undefined) this.#options.log("notice", "reads a log again", { source: this.id });
    this.#error = undefined;
    this.#options.blind(this.id, undefined);
  }
}
