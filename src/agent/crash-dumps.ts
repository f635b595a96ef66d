import { explainError, field, type Log, type SourceState } from "../core/index.ts";
import { sha256 } from "../detect/digest.ts";
import { feed } from "../detect/feed.ts";
import type { LogReader } from "../detect/log-reader.ts";
import type { KeptReport } from "../detect/report-assembler.ts";
import type { ScanBuffer } from "../detect/scan-buffer.ts";
import { bootOfDump, type CrashDump } from "../parse/log/crash-dump.ts";
import { readDumps } from "../sources/pstore.ts";

/** Name of the crash dumps among the logs. */
export const PSTORE = "pstore";

/** Dumps that are remembered; a host with more has had them told long ago. */
const MOST_TOLD = 64;
const FORM = /^p1:([0-9a-f,]{0,1024})$/;

export interface CrashDumpsOptions {
  readonly folders: readonly string[];
  readonly cursor: string | undefined;
  readonly buffer: ScanBuffer;
  /** A reader of one dump, whose kernel started then. */
  readonly reader: (dump: CrashDump, bootTime: number | undefined) => LogReader;
  readonly log: Log;
  readonly read: () => void;
  /** Told why dumps cannot be read; undefined where all could be. */
  readonly blind: (id: string, error: string | undefined) => void;
}

/** What earlier boots left when they crashed: read once when the agent starts, each dump told once, nothing ever deleted. */
export class CrashDumps {
  readonly id = PSTORE;
  readonly busy = false;
  readonly #options: CrashDumpsOptions;
  #told: readonly string[];
  #records = 0;
  #error: string | undefined;

  constructor(options: CrashDumpsOptions) {
    this.#options = options;
    const text = options.cursor === undefined ? undefined : FORM.exec(options.cursor)?.[1];
    this.#told = text === undefined || text === "" ? [] : text.split(",");
  }

  /** Which dumps were told. */
  get cursor(): string | undefined {
    return this.#told.length === 0 ? undefined : `p1:${this.#told.join(",")}`;
  }

  kept(): readonly KeptReport[] {
    return [];
  }

  idle(): void {
    // A dump is read to its end at once.
  }

  progress(): SourceState {
    const base = { id: this.id, records: this.#records, lost: 0 };
    return this.#error === undefined ? base : { ...base, error: this.#error };
  }

  async run(): Promise<void> {
    const { folders, log, read, blind } = this.#options;
    const { dumps, failures } = readDumps(folders);
    const [first] = failures;
    this.#error = first === undefined ? undefined : field(explainError(first));
    if (this.#error !== undefined) log("warning", "cannot read crash dumps", { error: this.#error });
    blind(this.id, this.#error);
    for (const dump of dumps.slice(-MOST_TOLD)) this.#take(dump);
    read();
  }

  /** The same dump is the same wherever it lies: systemd-pstore moves them. */
  #take(dump: CrashDump): void {
    const print = sha256(dump.text).slice(0, 12);
    if (this.#told.includes(print)) return;
    const { buffer, reader } = this.#options;
    const lines = reader(dump, bootOfDump(dump));
    this.#records += feed(buffer, lines, Buffer.from(dump.text));
    lines.end();
    this.#told = [...this.#told, print].slice(-MOST_TOLD);
  }
}
