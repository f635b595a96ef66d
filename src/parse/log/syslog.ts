import type { AttributeValue, LogRecord } from "../../core/index.ts";
import { kernelText } from "./kernel-text.ts";
import type { LogClock } from "./log-clock.ts";
import { repeatedText } from "./repeated.ts";
import { severityNumber } from "./severity.ts";
import { syslogHeader } from "./syslog-header.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The time of a message whose log has the kernel's clock and nothing else. */
function byUptime(uptimeUs: number, clock: LogClock): number | undefined {
  return clock.bootTime === undefined ? undefined : clock.bootTime + uptimeUs / 1000;
}

/** One line of a syslog file, or of what journalctl prints; undefined where it has no header of either. */
export function parseSyslog(line: string, clock: LogClock): LogRecord | undefined {
  const head = syslogHeader(line, clock);
  if (head === undefined) return undefined;
  const { from } = head.rest;
  const repeated = repeatedText(head.rest.body);
  const body = repeated?.body ?? head.rest.body;
  const kernel = from === "kernel" ? kernelText(body, clock) : undefined;
  const attributes: Record<string, AttributeValue> = { "host.name": head.host };
  Object.assign(attributes, head.rest.attributes, kernel?.attributes);
  if (head.uptimeUs !== undefined && from === "kernel") attributes["krane.kernel.uptime_us"] = head.uptimeUs;
  // Put together by hand: this is most of what a line of a storm costs.
  const record: Writable<LogRecord> = {
    observedTimestamp: clock.now,
    severityNumber: severityNumber(head.priority),
    body: kernel?.body ?? body,
    from,
    attributes,
  };
  const { timestamp = head.uptimeUs === undefined ? undefined : byUptime(head.uptimeUs, clock) } = head;
  if (timestamp !== undefined) record.timestamp = timestamp;
  if (repeated !== undefined) record.repeated = repeated.times;
  return record;
}
