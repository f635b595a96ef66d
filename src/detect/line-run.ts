import type { LogRecord } from "../core/index.ts";
import type { RuleSet } from "./rule-set.ts";
import type { ScanBuffer } from "./scan-buffer.ts";

/** Lines one after the other of equal length, behind which the same line is looked for; where it did not come, twice as many, up to a limit. */
const STREAK = 32;
const LONGEST_STREAK = 4096;
/** A longer line is read like any other. */
const LONGEST = 1024;

/** The digits of a line that tell its fraction of a second: rsyslog's ISO time, the kernel's uptime, sequence and time of /dev/kmsg. */
const FRACTIONS: readonly RegExp[] = [
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.(?<digits>\d{6})/d,
  /^[^[]{0,300}\[ {0,8}\d{1,10}\.(?<digits>\d{6})\]/d,
  /^\d{1,6},(?<digits>\d{1,20}),/d,
  /^\d{1,6},\d{1,20},\d{0,10}(?<digits>\d{6}),/d,
];

/** What a byte of the line may be: only the same, any digit, or any digit if the rule makes the same of it. */
const FIXED = 0;
const ANY_DIGIT = 1;
const DIGIT_OF_BODY = 2;

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

/** A line that one rule knows, by this literal. */
export interface KnownLine {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly record: LogRecord;
  readonly literal: number;
  /** No other literal stands in it. */
  readonly isAlone: boolean;
}

/** A line that is read for many. */
export interface LastOfRun {
  readonly literal: number;
  readonly start: number;
  readonly end: number;
  /** How many there were, this one included. */
  readonly times: number;
}

/**
 * The same line again and again within one second, as a storm writes it: it says the same but for the fraction of the second and for
 * numbers that tell no other trouble, so the last of them is read for all. Bytes are compared; only a message with other numbers is
 * decoded, and held to the rule's pattern.
 */
export class LineRun {
  readonly #rules: RuleSet;
  readonly #template = new Uint8Array(LONGEST);
  readonly #kinds = new Uint8Array(LONGEST);
  #length = 0;
  #literal = 0;
  #from = "";
  #bodyAt = 0;
  #key: string | undefined;
  #streak = 0;
  #streakLength = 0;
  #patience = STREAK;
  #found = false;
  #times = 0;
  #start = 0;
  #end = 0;

  constructor(rules: RuleSet) {
    this.#rules = rules;
  }

  /** Whether the line at [start, end) is the same again; it is counted then. */
  again(buffer: ScanBuffer, start: number, end: number): boolean {
    if (end - start !== this.#length) return false;
    const isSame = this.#compare(buffer.bytes, start);
    if (isSame === false || (isSame === "other numbers" && !this.#saysTheSame(buffer, start, end))) return false;
    this.#times++;
    this.#found = true;
    this.#start = start;
    this.#end = end;
    return true;
  }

  /** The last line of those that were counted; undefined where there are none. */
  take(): LastOfRun | undefined {
    if (this.#times === 0) return undefined;
    const last = { literal: this.#literal, start: this.#start, end: this.#end, times: this.#times };
    this.#times = 0;
    return last;
  }

  /** A line was read that may come again. */
  note({ bytes }: ScanBuffer, line: KnownLine): void {
    const length = line.end - line.start;
    this.#streak = length === this.#streakLength ? this.#streak + 1 : 1;
    this.#streakLength = length;
    if (this.#found) this.#patience = STREAK;
    else if (this.#length > 0) {
      this.#patience = Math.min(this.#patience * 2, LONGEST_STREAK);
      this.#streak = 0;
    }
    this.#length = 0;
    if (this.#streak < this.#patience || length > LONGEST) return;
    this.#length = length;
    this.#found = false;
    this.#template.set(bytes.subarray(line.start, line.end));
    this.#learn(line);
  }

  /** A line was read that is not one rule's. */
  forget(): void {
    this.#streak = 0;
    this.#length = 0;
  }

  #learn({ text, record, literal, isAlone }: KnownLine): void {
    this.#literal = literal;
    this.#from = record.from;
    this.#kinds.fill(FIXED, 0, this.#length);
    for (const fraction of FRACTIONS) {
      const [from, to] = fraction.exec(text)?.indices?.groups?.digits ?? [0, 0];
      this.#kinds.fill(ANY_DIGIT, from, to);
    }
    const isPlain = isAlone && text.length === this.#length && text.endsWith(record.body);
    this.#key = isPlain ? this.#rules.keyOf(literal, record.from, record.body) : undefined;
    this.#bodyAt = this.#length - record.body.length;
    if (this.#key === undefined) return;
    for (let at = this.#bodyAt; at < this.#length; at++) {
      if (isDigit(this.#template[at] as number)) this.#kinds[at] = DIGIT_OF_BODY;
    }
  }

  #compare(bytes: Uint8Array, start: number): boolean | "other numbers" {
    const [template, kinds] = [this.#template, this.#kinds];
    let hasOther = false;
    for (let at = 0; at < this.#length; at++) {
      const byte = bytes[start + at] as number;
      if (byte === template[at]) continue;
      if (kinds[at] === FIXED || !isDigit(byte)) return false;
      hasOther ||= kinds[at] === DIGIT_OF_BODY;
    }
    return hasOther ? "other numbers" : true;
  }

  #saysTheSame({ bytes }: ScanBuffer, start: number, end: number): boolean {
    const body = bytes.toString("latin1", start + this.#bodyAt, end);
    return this.#rules.keyOf(this.#literal, this.#from, body) === this.#key;
  }
}
