import type { LogRecord } from "../core/index.ts";
import { timesOfLast } from "../parse/log/repeated.ts";
import type { Line } from "./line-parser.ts";
import type { KnownLine } from "./line-run.ts";
import type { Occurrence } from "./occurrence.ts";
import type { RuleSet } from "./rule-set.ts";

export interface LineMatcherOptions {
  readonly rules: RuleSet;
  /** What the line before the one that begins at `start` says. */
  readonly before: (start: number) => LogRecord | undefined;
  /** Called with what is found, `times` that within one second. */
  readonly found: (occurrence: Occurrence, times: number) => void;
}

/** Holds the rules to one line after the other; each rule makes at most one occurrence of a record. */
export class LineMatcher {
  readonly #options: LineMatcherOptions;
  /** What matched in the line in hand, and by which literal the last of them. */
  readonly #matched: Occurrence[] = [];
  #literal = 0;
  /** Literals in the line in hand. */
  #literals = 0;

  constructor(options: LineMatcherOptions) {
    this.#options = options;
  }

  /** Another line is in hand. */
  begin(): void {
    this.#matched.length = 0;
    this.#literals = 0;
  }

  /** The line in hand holds this literal. */
  match(literal: number, line: Line): void {
    const { rules } = this.#options;
    this.#literals++;
    switch (rules.meaningOf(literal)) {
      case "rule":
        for (const record of line.records) this.tell(literal, record, line.text);
        break;
      case "odd":
        for (const record of line.records) this.#matchWithin(record, line.text);
        break;
      case "last":
        this.#matchPrior(line);
    }
  }

  /** What the patterns of this literal make of a record. */
  tell(literal: number, record: LogRecord, text: string, times = 1): void {
    for (const occurrence of this.#options.rules.match(literal, record, text)) {
      if (this.#matched.some(({ rule, record: of }) => rule === occurrence.rule && of === record)) continue;
      this.#matched.push(occurrence);
      this.#literal = literal;
      this.#options.found(occurrence, times);
    }
  }

  /** The line in hand, all literals of which were told, where it is one record that one rule knows. */
  known({ start, end, text, records: [record, more] }: Line): KnownLine | undefined {
    const [matched, other] = this.#matched;
    const literal = this.#literal;
    const isOnes = matched !== undefined && other === undefined && this.#options.rules.meaningOf(literal) === "rule";
    if (!isOnes || record === undefined || more !== undefined || record.repeated !== undefined) return undefined;
    return { start, end, text, record, literal, isAlone: this.#literals === 1 };
  }

  /** Of a message that the scanner could not see. */
  #matchWithin(record: LogRecord, text: string): void {
    for (const literal of this.#options.rules.within(record.body)) this.tell(literal, record, text);
  }

  /** "last message repeated 3 times": what the line before said came so often again. */
  #matchPrior({ start, text, records: [record] }: Line): void {
    const times = record?.from === "" ? timesOfLast(record.body) : undefined;
    const prior = times === undefined ? undefined : this.#options.before(start);
    if (times === undefined || prior === undefined) return;
    const timestamp = record?.timestamp ?? prior.timestamp;
    this.#matchWithin({ ...prior, repeated: times, ...(timestamp !== undefined && { timestamp }) }, text);
  }
}
