import { parseMixedLine, sniffFormat } from "../../src/parse/log/log-line.ts";
import { NOW } from "./records.ts";

/** One record of a log, free of the way it came. */
export interface Said {
  readonly from: string;
  readonly pid?: number;
  readonly body: string;
  /** Microseconds since boot. */
  readonly us: number;
  /** ms since the epoch. */
  readonly at: number;
  readonly caller?: string;
  readonly index: number;
}

/** A way in which a log may come. */
export interface Transport {
  readonly name: string;
  /** Only the kernel writes into it: the lines of others cannot be told from its own. */
  readonly kernelOnly?: true;
  /** Keeps the kernel's microseconds. */
  readonly exact?: true;
  wrap(records: readonly Said[]): string;
}

/** When the records of a fixture happened; on the second, so that formats that round do not tear a burst apart. */
const START = NOW - 3_600_000;
const HOST = "krane-hn1prod-com0001";
const BOOT = "3f6d2c526a0b4c4c8f9e0a1b2c3d4e5f";
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The records of a log in any format, on one clock; ever later, for two messages never have the same microsecond. */
export function unwrap(text: string): readonly Said[] {
  const main = sniffFormat(text);
  const lines = text.split("\n").filter((line) => line !== "");
  const records = lines.flatMap((line) => parseMixedLine(line, main, { now: NOW }) ?? []);
  const clocked = records.flatMap(({ attributes }) => attributes["krane.kernel.uptime_us"] ?? [])[0];
  let [us, wall] = [typeof clocked === "number" ? clocked - 1_000_000 : 1_000_000, records[0]?.timestamp ?? 0];
  const first: number[] = [];
  return records.map(({ from, body, timestamp, attributes }, index) => {
    const uptime = attributes["krane.kernel.uptime_us"];
    const step = typeof uptime === "number" ? uptime - us : ((timestamp ?? wall) - wall) * 1000;
    us += Math.max(1, step);
    wall = timestamp ?? wall;
    first.push(us);
    const [pid, caller] = [attributes["process.pid"], attributes["krane.kernel.caller"]];
    return {
      from,
      body,
      us,
      at: START + (us - (first[0] ?? 0)) / 1000,
      index,
      ...(typeof pid === "number" && { pid }),
      ...(typeof caller === "string" && { caller }),
    };
  });
}

const two = (value: number) => String(value).padStart(2, "0");

function clock(at: number): string {
  const time = new Date(at);
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

function traditional(at: number): string {
  const time = new Date(at);
  return `${MONTHS[time.getMonth()]} ${String(time.getDate()).padStart(2)} ${clock(at)}`;
}

function ctime(at: number): string {
  const time = new Date(at);
  return `${DAYS[time.getDay()]} ${traditional(at)} ${time.getFullYear()}`;
}

function uptime(us: number): string {
  return `[${`${Math.floor(us / 1e6)}.${String(us % 1e6).padStart(6, "0")}`.padStart(12)}]`;
}

/** As the kernel prints a record for /dev/kmsg: what is no printable ASCII, and the backslash, as \xNN. */
function kmsgText(text: string): string {
  const bytes = Array.from(Buffer.from(text));
  const plain = (byte: number) => byte >= 32 && byte < 127 && byte !== 92;
  return bytes
    .map((byte) => (plain(byte) ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`))
    .join("");
}

function tag({ from, pid }: Said): string {
  return pid === undefined ? from : `${from}[${pid}]`;
}

/** The text behind a syslog header: the kernel's with its clock or without. */
function text(said: Said, withUptime: boolean): string {
  return said.from === "kernel" && withUptime ? `${uptime(said.us)} ${said.body}` : said.body;
}

function lines(line: (said: Said) => string): Pick<Transport, "wrap"> {
  return { wrap: (records) => records.map((said) => `${line(said)}\n`).join("") };
}

function kmsg(extra: string): Pick<Transport, "wrap"> {
  return lines((said) => {
    const { index, us, caller, from, body } = said;
    const owner = caller === undefined ? "" : `,caller=${caller}`;
    const [priority, message] = from === "kernel" ? [4, body] : [30, `${tag(said)}: ${body}`];
    return `${priority},${index + 100},${us},-${owner};${kmsgText(message)}${extra}`;
  });
}

function journal(message: (body: string) => unknown, withUptime: boolean): Pick<Transport, "wrap"> {
  return lines(({ from, pid, body, us, at }) => {
    const isKernel = from === "kernel";
    return JSON.stringify({
      __REALTIME_TIMESTAMP: String(Math.round(at * 1000)),
      PRIORITY: "4",
      _BOOT_ID: BOOT,
      _HOSTNAME: HOST,
      _TRANSPORT: isKernel ? "kernel" : "syslog",
      SYSLOG_IDENTIFIER: from,
      ...(pid !== undefined && { _PID: String(pid) }),
      ...(isKernel && withUptime && { _SOURCE_MONOTONIC_TIMESTAMP: String(us) }),
      MESSAGE: message(body),
    });
  });
}

const iso = (at: number) => new Date(at).toISOString();
const isoLine = (said: Said, withUptime: boolean) =>
  `${iso(said.at).replace("Z", "000+00:00")} ${HOST} ${tag(said)}: ${text(said, withUptime)}`;
const oldLine = (said: Said, withUptime: boolean) =>
  `${traditional(said.at)} ${HOST} ${tag(said)}: ${text(said, withUptime)}`;
const rfc5424 = (said: Said, bom: string) =>
  `<4>1 ${iso(said.at)} ${HOST} ${said.from} ${said.pid ?? "-"} - - ${bom}${text(said, true)}`;
const dmesg = (said: Said) => `${uptime(said.us)} ${said.body}`;

/** A guest's console: a login prompt stands where the first line came, and messages were dropped before the second. */
function console(records: readonly Said[]): string {
  const glued = ["compute login: ", "** 17 printk messages dropped ** "];
  return records.map((said, place) => `${glued[place] ?? ""}${dmesg(said)}\r\r\n`).join("");
}

export const TRANSPORTS: readonly Transport[] = [
  { name: "dmesg", kernelOnly: true, exact: true, ...lines(dmesg) },
  {
    name: "dmesg with callers",
    kernelOnly: true,
    exact: true,
    ...lines(({ us, caller = "T77", body }) => `${uptime(us)}[${caller.padStart(6)}] ${body}`),
  },
  { name: "dmesg -T", kernelOnly: true, ...lines(({ at, body }) => `[${ctime(at)}] ${body}`) },
  { name: "dmesg -x", exact: true, ...lines((said) => `${decoded(said)}: ${uptime(said.us)} ${named(said)}`) },
  {
    name: "dmesg -r",
    exact: true,
    ...lines((said) => `<${said.from === "kernel" ? 4 : 30}>${uptime(said.us)} ${named(said)}`),
  },
  { name: "dmesg, CRLF", kernelOnly: true, exact: true, ...lines((said) => `${dmesg(said)}\r`) },
  { name: "a guest's console", kernelOnly: true, exact: true, wrap: console },
  { name: "kmsg", exact: true, ...kmsg("") },
  { name: "kmsg of devices", exact: true, ...kmsg("\n SUBSYSTEM=net\n DEVICE=n4") },
  { name: "syslog", exact: true, ...lines((said) => oldLine(said, true)) },
  { name: "syslog without uptime", ...lines((said) => oldLine(said, false)) },
  { name: "syslog, CRLF", exact: true, ...lines((said) => `${oldLine(said, true)}\r`) },
  { name: "syslog, ISO", exact: true, ...lines((said) => isoLine(said, true)) },
  { name: "syslog, ISO without uptime", ...lines((said) => isoLine(said, false)) },
  { name: "RFC 5424", exact: true, ...lines((said) => rfc5424(said, "")) },
  { name: "RFC 5424 with a BOM", exact: true, ...lines((said) => rfc5424(said, "\ufeff")) },
  { name: "journal", exact: true, ...journal((body) => body, true) },
  { name: "journal without the kernel's clock", ...journal((body) => body, false) },
  { name: "journal, bytes", exact: true, ...journal((body) => [...Buffer.from(body)], true) },
  {
    name: "rsyslog's repeats",
    exact: true,
    ...lines((said) => `${oldLine({ ...said, body: "" }, false)}message repeated 1 times: [ ${text(said, true)}]`),
  },
];

/** dmesg -x prints facility and level. */
function decoded({ from }: Said): string {
  return from === "kernel" ? "kern  :warn  " : "daemon:info  ";
}

/** What user space writes into the ring begins with its name. */
function named(said: Said): string {
  return said.from === "kernel" ? said.body : `${tag(said)}: ${said.body}`;
}
