import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LogFormat, LogRecord } from "../../../src/core/index.ts";
import { parseLine, parseMixedLine } from "../../../src/parse/log/log-line.ts";

const NOW = Date.UTC(2026, 10, 21);
const CLOCK = { now: NOW };

interface Message {
  readonly body: string;
  readonly uptimeUs: number;
  readonly level: number;
  /** ms, of a whole second. */
  readonly time: number;
  readonly caller: string | undefined;
}

/** A message as the kernel prints one: a line that begins with no header and no blank. */
const body = fc
  .string({ unit: fc.constantFrom(..."abcXYZ 09.,:;=()[]<>{}/\\'\"#%-_+*|@!?~^&가힣é"), minLength: 1, maxLength: 80 })
  .map((text) => `x${text.trimEnd()}`);

const message: fc.Arbitrary<Message> = fc.record({
  body,
  uptimeUs: fc.integer({ min: 0, max: 9_999_999_999_999 }),
  level: fc.integer({ min: 0, max: 7 }),
  time: fc.integer({ min: Date.UTC(2026, 0, 2) / 1000, max: NOW / 1000 }).map((seconds) => seconds * 1000),
  caller: fc.option(
    fc.tuple(fc.constantFrom("T", "C"), fc.nat(99_999)).map(([kind, id]) => `${kind}${id}`),
    { nil: undefined },
  ),
});

const pad = (value: number, length = 2) => String(value).padStart(length, "0");
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function uptime({ uptimeUs, caller }: Message): string {
  const seconds = `[${String(Math.floor(uptimeUs / 1e6)).padStart(5)}.${pad(uptimeUs % 1e6, 6)}]`;
  return caller === undefined ? seconds : `${seconds}[${caller.padStart(6)}]`;
}

function localClock(time: number): string {
  const date = new Date(time);
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map((value) => pad(value)).join(":");
  return `${MONTHS[date.getMonth()]} ${String(date.getDate()).padStart(2)} ${clock}`;
}

/** What the kernel's info_print_ext_header and msg_print_ext_body do. */
function escaped(text: string): string {
  const isPlain = (byte: number) => byte >= 0x20 && byte < 0x7f && byte !== 0x5c;
  return Array.from(Buffer.from(text), (byte) =>
    isPlain(byte) ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`,
  ).join("");
}

type Writer = (message: Message) => string;

/** Every way in which a kernel message reaches a log, with what the log keeps of it. */
const WAYS: readonly (readonly [
  name: string,
  format: LogFormat,
  keeps: readonly ("uptime" | "time" | "level" | "caller")[],
  write: Writer,
])[] = [
  ["dmesg", "dmesg", ["uptime", "caller"], (m) => `${uptime(m)} ${m.body}`],
  ["dmesg -x", "dmesg", ["uptime", "caller"], (m) => `kern  :info  : ${uptime(m)} ${m.body}`],
  ["a console", "dmesg", ["uptime", "caller"], (m) => `<${m.level}>${uptime(m)} ${m.body}`],
  [
    "dmesg -T",
    "dmesg",
    ["time"],
    (m) => {
      const date = new Date(m.time);
      return `[${DAYS[date.getDay()]} ${localClock(m.time)} ${date.getFullYear()}] ${m.body}`;
    },
  ],
  [
    "dmesg --time-format iso",
    "dmesg",
    ["time"],
    (m) => `${new Date(m.time).toISOString().slice(0, 19)},000000+00:00 ${m.body}`,
  ],
  [
    "/dev/kmsg",
    "kmsg",
    ["uptime", "level", "caller"],
    (m) => {
      const caller = m.caller === undefined ? "" : `,caller=${m.caller}`;
      return `${m.level},1,${m.uptimeUs},-${caller};${escaped(m.body)}`;
    },
  ],
  [
    "rsyslog, traditional",
    "syslog",
    ["uptime", "time", "caller"],
    (m) => `${localClock(m.time)} h kernel: ${uptime(m)} ${m.body}`,
  ],
  [
    "rsyslog by the wire",
    "syslog",
    ["uptime", "time", "level", "caller"],
    (m) => `<${m.level}>${localClock(m.time)} h kernel: ${uptime(m)} ${m.body}`,
  ],
  [
    "rsyslog, ISO",
    "syslog",
    ["uptime", "time", "caller"],
    (m) => `${new Date(m.time).toISOString().replace("Z", "000+00:00")} h kernel: ${uptime(m)} ${m.body}`,
  ],
  [
    "RFC 5424",
    "syslog",
    ["uptime", "time", "level", "caller"],
    (m) => `<${m.level}>1 ${new Date(m.time).toISOString()} h kernel - - - ${uptime(m)} ${m.body}`,
  ],
  [
    "RFC 5424 with a BOM",
    "syslog",
    ["uptime", "time", "level"],
    (m) => `<${m.level}>1 ${new Date(m.time).toISOString()} h kernel - - [a@1 b="c\\]"] \ufeff${uptime(m)} ${m.body}`,
  ],
  [
    "journalctl -o json",
    "journal",
    ["uptime", "time", "level"],
    (m) =>
      JSON.stringify({
        MESSAGE: m.body,
        PRIORITY: String(m.level),
        __REALTIME_TIMESTAMP: String(m.time * 1000),
        _SOURCE_MONOTONIC_TIMESTAMP: String(m.uptimeUs),
        _TRANSPORT: "kernel",
      }),
  ],
  [
    "journalctl -o json of bytes",
    "journal",
    ["time", "level"],
    (m) =>
      JSON.stringify({
        MESSAGE: [...Buffer.from(m.body)],
        PRIORITY: String(m.level),
        __REALTIME_TIMESTAMP: String(m.time * 1000),
        _TRANSPORT: "kernel",
      }),
  ],
];

const SEVERITIES = [21, 19, 18, 17, 13, 10, 9, 5];

function kept(record: LogRecord | undefined, keeps: readonly string[]) {
  return {
    body: record?.body,
    from: record?.from,
    ...(keeps.includes("uptime") && { uptime: record?.attributes["krane.kernel.uptime_us"] }),
    ...(keeps.includes("caller") && { caller: record?.attributes["krane.kernel.caller"] }),
    ...(keeps.includes("time") && { time: record?.timestamp }),
    ...(keeps.includes("level") && { severity: record?.severityNumber }),
  };
}

describe.each(WAYS)("%s", (_, format, keeps, write) => {
  test("keeps the message, its writer and its times", () => {
    fc.assert(
      fc.property(message, (sent) => {
        const { body, uptimeUs, caller, time, level } = sent;
        const expected = {
          body,
          from: "kernel",
          ...(keeps.includes("uptime") && { uptime: uptimeUs }),
          ...(keeps.includes("caller") && { caller }),
          ...(keeps.includes("time") && { time }),
          ...(keeps.includes("level") && { severity: SEVERITIES[level] }),
        };
        const line = write(sent);
        expect(kept(parseLine(line, format, CLOCK), keeps)).toEqual(expected);
        expect(kept(parseMixedLine(`${line}\r`, "syslog", CLOCK), keeps)).toEqual(expected);
      }),
    );
  });
});

describe("what user space writes is not the kernel's, even under its name", () => {
  test("to /dev/kmsg", () => {
    const record = parseLine("30,1,2,-;systemd[1]: Started x.", "kmsg", CLOCK);
    expect(record).toMatchObject({ from: "systemd", body: "Started x.", attributes: { "process.pid": 1 } });
    expect(parseLine("12,1,2,-;kernel: BUG: x", "kmsg", CLOCK)).toMatchObject({ from: "", body: "BUG: x" });
  });

  test("to the journal", () => {
    const entry = { MESSAGE: "BUG: x", SYSLOG_IDENTIFIER: "kernel", _TRANSPORT: "syslog", _PID: "7" };
    expect(parseLine(JSON.stringify(entry), "journal", CLOCK)).toMatchObject({ from: "", body: "BUG: x" });
  });
});
