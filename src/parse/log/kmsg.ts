import { defined, type LogRecord } from "../../core/index.ts";
import { atUptime } from "./kernel-text.ts";
import type { LogClock } from "./log-clock.ts";
import { severityNumber } from "./severity.ts";
import { userSpace, writerOf } from "./writer.ts";

/** "6,1234,5678901,-,caller=T12;message": priority, sequence, microseconds since boot, flags (kernel: info_print_ext_header). */
const HEADER = /^(\d{1,6}),(\d{1,20}),(\d{1,16}),([-c+])(?:,caller=([TC]\d{1,8}))?[^;]{0,256};/;

const ESCAPED = /(?:\\x[0-9a-f]{2})+/g;

/** What the kernel wrote as \xNN (control bytes, bytes above 0x7e and the backslash), as the characters they were. */
function unescaped(text: string): string {
  if (!text.includes("\\x")) return text;
  return text.replace(ESCAPED, (run) => {
    const bytes = run
      .split("\\x")
      .slice(1)
      .map((hex) => Number.parseInt(hex, 16));
    return new TextDecoder().decode(Uint8Array.from(bytes));
  });
}

/**
 * One record of /dev/kmsg; undefined where it is none, such as a continuation line (" SUBSYSTEM=pci").
 * A priority of 8 and more was written by user space: its writer is the text's own "name[pid]:", never the kernel.
 */
export function parseKmsg(line: string, clock: LogClock): LogRecord | undefined {
  const match = HEADER.exec(line);
  if (match === null) return undefined;
  const [header, priorityText, sequence, usec, , caller] = match;
  const priority = Number(priorityText);
  const text = atUptime(Number(usec), caller, unescaped(line.slice(header.length)), clock);
  const written = priority < 8 ? { from: "kernel", body: text.body, attributes: {} } : writerOf(text.body);
  const boot = clock.bootId === undefined ? {} : { "krane.boot.id": clock.bootId };
  return defined({
    timestamp: text.timestamp,
    observedTimestamp: clock.now,
    severityNumber: severityNumber(priority),
    body: written.body,
    from: priority < 8 ? "kernel" : userSpace(written.from),
    attributes: { ...text.attributes, ...written.attributes, "krane.kmsg.seq": Number(sequence), ...boot },
  });
}
