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

/** A line that is read for many. */
export interface LastOfRun {
  readonly literal: number;
  readonly start: number;
  readonly end: number;
  /** How many there were, this one included. */
  readonly times: number;
}

/**
 * The same line again and again within one second, as a storm writes it: it says the same but for the fraction of the second, so the
 * last of them is read for all. Bytes are compared, nothing is decoded.
 */
export class LineRun {
  readonly #template = new Uint8Array(LONGEST);
  /** 1 where a byte must be the same, 0 where it is any digit. */
  readonly #fixed = new Uint8Array(LONGEST);
  #length = 0;
  #literal = 0;
  #streak = 0;
  #patience = STREAK;
  #found = false;
  #streakLength = 0;
  #times = 0;
  #start = 0;
  #end = 0;

  /** Whether the line at [start, end) is the same again; it is counted then. */
  again({ bytes }: ScanBuffer, start: number, end: number): boolean {
    if (end - start !== this.#length) return false;
    const [template, fixed] = [this.#template, this.#fixed];
    for (let at = 0; at < this.#length; at++) {
      const byte = bytes[start + at] as number;
      if (fixed[at] === 1 ? byte !== template[at] : byte < 48 || byte > 57) return false;
    }
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

  /** A line was read that one rule knows, by this literal. */
  note({ bytes }: ScanBuffer, start: number, end: number, literal: number): void {
    const length = end - start;
    this.#streak = length === this.#streakLength ? this.#streak + 1 : 1;
    this.#streakLength = length;
    if (this.#found) this.#patience = STREAK;
    else if (this.#length > 0) this.#patience = Math.min(this.#patience * 2, LONGEST_STREAK);
    if (!this.#found && this.#length > 0) this.#streak = 0;
    this.#length = 0;
    if (this.#streak < this.#patience || length > LONGEST) return;
    this.#length = length;
    this.#found = false;
    this.#literal = literal;
    this.#template.set(bytes.subarray(start, end));
    this.#fixed.fill(1, 0, length);
    const text = bytes.toString("latin1", start, end);
    for (const fraction of FRACTIONS) {
      const [from, to] = fraction.exec(text)?.indices?.groups?.digits ?? [0, 0];
      this.#fixed.fill(0, from, to);
    }
  }

  /** A line was read that is not one rule's. */
  forget(): void {
    this.#streak = 0;
    this.#length = 0;
  }
}
