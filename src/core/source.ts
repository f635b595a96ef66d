/**
 * How a log writes its records; `qemu` is the log of one guest that libvirt keeps, `monit` also what monit's client prints, `bosh` what the
 * bosh CLI prints, and the logs of its jobs' scripts.
 */
export type LogFormat = "dmesg" | "kmsg" | "syslog" | "journal" | "qemu" | "monit" | "bosh";

/**
 * Why records are gone:
 * `overrun` overwritten before they were read; `gap` overwritten while nobody read; `before-start` overwritten before anybody read for the
 * first time: the ring does not reach back to the boot; `oversize` larger than the buffer;
 * `long-line` a line was cut, `bytes` of it were left out; `truncated` the log was cut off, perhaps before all of it was read;
 * `replaced` another log is where the one of the cursor was; `gone` the log of the cursor was deleted or compressed;
 * `cursor` the cursor could not be understood; `unreadable` a part of the log could not be read.
 */
export type LossReason =
  | "overrun"
  | "gap"
  | "before-start"
  | "oversize"
  | "long-line"
  | "truncated"
  | "replaced"
  | "gone"
  | "cursor"
  | "unreadable";

/** Records that are gone before they could be read. */
export interface Loss {
  /** Exact number of lost records; absent where it cannot be told. */
  readonly records?: number;
  /** Exact number of lost bytes; absent where it cannot be told. */
  readonly bytes?: number;
  readonly why: LossReason;
}

/** Whole lines of one log, and the place behind them. */
export interface Chunk {
  /** Ends with a newline; valid until the next chunk is asked for. Empty where only the place or a loss is new. */
  readonly bytes: Uint8Array;
  /** Where to go on after a restart, once everything in `bytes` is durable. */
  readonly cursor: string;
  /** Lost ahead of `bytes` or between its records; a `long-line` is the last line of `bytes`. */
  readonly lost?: Loss;
}

/** A log that is read from its cursor on, for as long as the signal does not abort. */
export interface Source {
  readonly id: string;
  /** "auto" is decided line by line. */
  readonly format: LogFormat | "auto";
  /** Ends soon after the signal aborts, without an error. */
  chunks(signal: AbortSignal): AsyncIterable<Chunk>;
}
