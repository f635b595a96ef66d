import { type Attributes, defined, type LogRecord } from "../../core/index.ts";
import { kernelText } from "./kernel-text.ts";
import type { LogClock } from "./log-clock.ts";
import { severityNumber } from "./severity.ts";
import { userSpace } from "./writer.ts";

type Entry = Readonly<Record<string, unknown>>;

/**
 * MESSAGE is a text, an array of byte numbers where it is not printable UTF-8, a list of either where the entry has several, and null
 * where it was too long for the journal's JSON: then nobody can tell what it said.
 */
function messageOf(value: unknown): string | undefined {
  const [first] = Array.isArray(value) ? value : [];
  const message = typeof first === "string" || Array.isArray(first) ? first : value;
  if (typeof message === "string") return message;
  if (!Array.isArray(message) || !message.every((byte) => Number.isInteger(byte))) return undefined;
  return new TextDecoder().decode(Uint8Array.from(message));
}

/** Literals of entries whose message does not stand in them as it is: as byte numbers, as several values, or not at all. */
export const ODD_MESSAGES: readonly string[] = ['"MESSAGE":[', '"MESSAGE": [', '"MESSAGE":null', '"MESSAGE": null'];

function text(entry: Entry, name: string): string | undefined {
  const value = entry[name];
  return typeof value === "string" ? value : undefined;
}

function number(entry: Entry, name: string): number | undefined {
  const value = Number(text(entry, name) ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}

function entryOf(line: string): Entry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Entry) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Facts beside the message. A kernel message has the kernel's own clock and no process. */
function attributesOf(entry: Entry, isKernel: boolean): Attributes {
  return defined({
    "host.name": text(entry, "_HOSTNAME"),
    "krane.boot.id": text(entry, "_BOOT_ID"),
    "krane.kernel.uptime_us": isKernel ? number(entry, "_SOURCE_MONOTONIC_TIMESTAMP") : undefined,
    "process.pid": isKernel ? undefined : (number(entry, "_PID") ?? number(entry, "SYSLOG_PID")),
  });
}

/** One line of `journalctl -o json`; undefined where it is no entry or its message is gone. */
export function parseJournal(line: string, clock: LogClock): LogRecord | undefined {
  const entry = entryOf(line);
  const message = entry === undefined ? undefined : messageOf(entry.MESSAGE);
  if (entry === undefined || message === undefined) return undefined;
  const isKernel = text(entry, "_TRANSPORT") === "kernel";
  const prefixed = isKernel ? kernelText(message, clock) : undefined;
  const realtimeUs = number(entry, "__REALTIME_TIMESTAMP");
  return defined({
    timestamp: realtimeUs === undefined ? undefined : realtimeUs / 1000,
    observedTimestamp: clock.now,
    severityNumber: severityNumber(number(entry, "PRIORITY")),
    body: prefixed?.body ?? message,
    from: isKernel ? "kernel" : userSpace(text(entry, "SYSLOG_IDENTIFIER") ?? text(entry, "_COMM") ?? ""),
    attributes: { ...attributesOf(entry, isKernel), ...prefixed?.attributes },
  });
}
