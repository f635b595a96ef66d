import type { LogRecord } from "../../src/core/index.ts";
import type { Entry } from "../../src/detect/report-assembler.ts";

export const NOW: number = Date.UTC(2026, 10, 21);

/** A record of the kernel at `seconds` of its clock. */
export function kernelRecord(body: string, seconds: number, caller?: string): LogRecord {
  const uptime = Math.round(seconds * 1e6);
  return {
    observedTimestamp: NOW,
    severityNumber: 0,
    body,
    from: "kernel",
    attributes: { "krane.kernel.uptime_us": uptime, ...(caller && { "krane.kernel.caller": caller }) },
  };
}

/** The same as a line of a log. */
export function kernelEntry(body: string, seconds: number, caller?: string): Entry {
  return { record: kernelRecord(body, seconds, caller), line: `[${seconds.toFixed(6)}] ${body}` };
}
