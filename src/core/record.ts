import type { Attributes } from "./attributes.ts";

/** One log entry, in the words of OpenTelemetry's log data model. */
export interface LogRecord {
  /** When it happened, ms since the epoch; absent where the log has no wall clock (plain dmesg). */
  readonly timestamp?: number;
  /** When it was read, ms since the epoch. */
  readonly observedTimestamp: number;
  /** 1 (TRACE) to 24 (FATAL4); 0 where the log does not say. */
  readonly severityNumber: number;
  /** The message without any header. */
  readonly body: string;
  /** Who wrote it: "kernel", else the syslog identifier ("NetworkManager"). */
  readonly from: string;
  /** How often it happened, where the log says so instead of repeating it ("message repeated 3 times"); once where absent. */
  readonly repeated?: number;
  /** krane.kernel.uptime_us, krane.kernel.caller, krane.kmsg.seq, log.file.path, host.name, process.pid */
  readonly attributes: Attributes;
}
