import type { LogRecord } from "../core/index.ts";
import { timesOfLast } from "../parse/repeated.ts";
import type { Line } from "./line-parser.ts";
import type { Occurrence } from "./occurrence.ts";
import type { RuleSet } from "./rule-set.ts";

interface LineMatchesOptions {
  readonly rules: RuleSet;
  readonly found: (occurrence: Occurrence, times: number) => void;
  /** The record of the line before the one that begins at `start`. */
  readonly prior: (start: number) => LogRecord | undefined;
}

/** What the rules say of one line, literal by literal as the scanner finds them: each rule says a thing once. */
export class LineMatches {
  readonly #options: LineMatchesOptions;
  readonly #matched: Occurrence[] = [];
  /** By which literal the last of them was found. */
  #literal = 0;

  constructor(options: LineMatchesOptions) {
    this.#options = options;
  }

  /** Another line is in hand. */
  begin(): void {
    this.#matched.length = 0;
  }

  match(literal: number, line: Line): void {
    const { rules } = this.#options;
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

  /** The literal by which the one thing was found that the line in hand says; undefined where it says none, several or what repeats. */
  onlyLiteral({ records }: Line): number | undefined {
    const [matched, other] = this.#matched;
    const isRules = this.#options.rules.meaningOf(this.#literal) === "rule" && records[0]?.repeated === undefined;
    return matched === undefined || other !== undefined || records.length !== 1 || !isRules ? undefined : this.#literal;
  }

  tell(literal: number, record: LogRecord, text: string, times = 1): void {
    for (const occurrence of this.#options.rules.match(literal, record, text)) {
      if (this.#matched.some(({ rule, record: of }) => rule === occurrence.rule && of === record)) continue;
      this.#matched.push(occurrence);
      this.#literal = literal;
      this.#options.found(occurrence, times);
    }
  }

  /** Of a message that the scanner could not see. */
  #matchWithin(record: LogRecord, text: string): void {
    for (const literal of this.#options.rules.within(record.body)) this.tell(literal, record, text);
  }

  /** "last message repeated 3 times": what the line before said came so often again. */
  #matchPrior({ start, text, records: [record] }: Line): void {
    const times = record?.from === "" ? timesOfLast(record.body) : undefined;
    const prior = times === undefined ? undefined : this.#options.prior(start);
    if (times === undefined || prior === undefined) return;
    const timestamp = record?.timestamp ?? prior.timestamp;
    const again = { ...prior, repeated: times, ...(timestamp !== undefined && { timestamp }) };
    this.#matchWithin(again, text);
  }
}
