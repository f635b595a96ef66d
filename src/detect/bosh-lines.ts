import type { LogRecord } from "../core/index.ts";
import { BoshLog } from "../parse/bosh/bosh-log.ts";
import type { BoshRecord } from "../parse/bosh/bosh-record.ts";
import type { Occurrence } from "./occurrence.ts";
import type { RuleSet } from "./rule-set.ts";

export interface BoshLinesOptions {
  readonly rules: RuleSet;
  /** ms since the epoch. */
  readonly now: number;
  /** Where the lines come from. */
  readonly path: string | undefined;
  /** Says where a record stands. */
  readonly placed: (record: LogRecord) => LogRecord;
  readonly found: (occurrence: Occurrence, times: number) => void;
}

/** Holds the rules to what bosh's lines say together. */
export class BoshLines {
  readonly #options: BoshLinesOptions;
  readonly #log: BoshLog;

  constructor(options: BoshLinesOptions) {
    this.#options = options;
    this.#log = new BoshLog(options.now, options.path);
  }

  /** Takes a line; false where it is none of bosh's. */
  push(text: string): boolean {
    const records = this.#log.push(text);
    if (records !== undefined) this.#tell(records);
    return records !== undefined;
  }

  /** Tells what waits for lines behind it. */
  flush(): void {
    this.#tell(this.#log.flush());
  }

  end(): void {
    this.#tell(this.#log.end());
  }

  #tell(records: readonly BoshRecord[]): void {
    const { rules, placed, found } = this.#options;
    for (const { record, lines } of records) {
      for (const occurrence of rules.matchRecord(placed(record), lines)) found(occurrence, 1);
    }
  }
}
