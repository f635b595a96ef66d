import type { Said, Transport } from "./transports.ts";

/** Ways in which an operator has a log: what journalctl and dmesg print when asked to, what collectors of logs make of it, what tools add. */
const HOST = "com0369";
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const KST_MS = 9 * 3_600_000;

const iso = (at: number) => new Date(at).toISOString();
const kst = (at: number) => iso(at + KST_MS).replace("Z", "");
/** UTC, which is the zone that tests run in. */
const clock = (at: number) => iso(at).slice(11, 19);
const day = (at: number) => String(new Date(at).getUTCDate()).padStart(2);
const month = (at: number) => MONTHS[new Date(at).getUTCMonth()] ?? "";
const ctime = (at: number) =>
  `${DAYS[new Date(at).getUTCDay()]} ${month(at)} ${day(at)} ${clock(at)} ${iso(at).slice(0, 4)}`;
const full = (at: number) => `${DAYS[new Date(at + KST_MS).getUTCDay()]} ${kst(at).slice(0, 19).replace("T", " ")} KST`;
const seconds = (us: number) => `${Math.floor(us / 1e6)}.${String(us % 1e6).padStart(6, "0")}`;
const uptime = (us: number) => seconds(us).padStart(12);
const tag = ({ from, pid }: Said) => (pid === undefined ? from : `${from}[${pid}]`);
/** As rsyslog writes it: the kernel's with its clock. */
const text = (said: Said) => (said.from === "kernel" ? `[${uptime(said.us)}] ${said.body}` : said.body);
const written = (said: Said) => `${tag(said)}: ${said.body}`;
const old = (said: Said) => `${month(said.at)} ${day(said.at)} ${clock(said.at)} ${HOST} ${tag(said)}: ${text(said)}`;
const dmesg = ({ us, body }: Said) => `[${uptime(us)}] ${body}`;
const since = (index: number) => (index === 0 ? "    0.000000" : "    0.000012");

function way(name: string, line: (said: Said) => string, more: Partial<Transport> = {}): Transport {
  return { name, wrap: (records) => records.map((said) => `${line(said)}\n`).join(""), ...more };
}

const ring = (name: string, line: (said: Said) => string) => way(name, line, { kernelOnly: true });

function entry(said: Said): Readonly<Record<string, string>> {
  const { from, pid, body, us, at } = said;
  const isKernel = from === "kernel";
  return {
    __REALTIME_TIMESTAMP: String(Math.round(at * 1000)),
    _BOOT_ID: "3f6d2c526a0b4c4c8f9e0a1b2c3d4e5f",
    _TRANSPORT: isKernel ? "kernel" : "syslog",
    PRIORITY: "4",
    SYSLOG_IDENTIFIER: from,
    MESSAGE: body,
    _HOSTNAME: HOST,
    ...(pid !== undefined && { _PID: String(pid) }),
    ...(isKernel && {
      _SOURCE_MONOTONIC_TIMESTAMP: String(us),
      _SOURCE_REALTIME_TIMESTAMP: String(Math.round(at * 1000) - 40),
    }),
  };
}

const fields = (said: Said, sign: (name: string, value: string) => string) =>
  Object.entries(entry(said))
    .map(([name, value]) => sign(name, value))
    .join("\n");

/** dmesg -H: the minute where it changes, else the time since the message before. */
function reltime({ at, index, body }: Said): string {
  return index % 5 === 0 ? `[${month(at)}${day(at)} ${clock(at).slice(0, 5)}] ${body}` : `[  +0.000012] ${body}`;
}

/** dmesg -L: the time green, what stands before the first colon brown, the rest by its level. */
function coloured({ us, body }: Said): string {
  const colon = body.indexOf(": ");
  const [subsystem, rest] = colon < 0 ? ["", body] : [body.slice(0, colon), body.slice(colon)];
  return `\u001b[32m[${uptime(us)}] \u001b[0m\u001b[33m${subsystem}\u001b[0m\u001b[31m${rest}\u001b[0m`;
}

function dmesgJson(records: readonly Said[]): string {
  const entries = records.map(
    ({ us, body }) =>
      `{\n         "pri": 4,\n         "time": ${uptime(us)},\n         "msg": ${JSON.stringify(body)}\n      }`,
  );
  return `{\n   "dmesg": [\n      ${entries.join(",")}\n   ]\n}\n`;
}

/** Some lines of a grep are its hits, the others stand around them. */
const grepped = (said: Said) => `/var/log/kern.log${said.index % 3 === 0 ? ":" : "-"}${old(said)}`;

export const PASTES: readonly Transport[] = [
  way(
    "RFC 5424 with structured data",
    (said) =>
      `<4>1 ${kst(said.at)}+09:00 ${HOST} ${said.from} ${said.pid ?? "-"} - [timeQuality tzKnown="1" isSynced="1"][x@1 y="a\\"\\]b"] ${text(said)}`,
  ),
  way(
    "RFC 5424 in a file, without its priority",
    (said) => `1 ${iso(said.at)} ${HOST} ${said.from} ${said.pid ?? "-"} - - ${text(said)}`,
  ),
  way("syslog, a zone without a colon", (said) => `${kst(said.at)}000+0900 ${HOST} ${tag(said)}: ${text(said)}`),
  way(
    "syslog, a blank in the date",
    (said) => `${iso(said.at).replace("T", " ").replace("Z", "")} ${HOST} ${written(said)}`,
  ),
  way(
    "syslog with a year",
    (said) =>
      `${month(said.at)} ${day(said.at)} ${iso(said.at).slice(0, 4)} ${clock(said.at)} ${HOST} ${written(said)}`,
  ),
  way(
    "syslog with its facility",
    (said) => `${month(said.at)} ${day(said.at)} ${clock(said.at)} ${HOST} kern.warning ${written(said)}`,
  ),
  ring(
    "netconsole, by rsyslog",
    (said) => `${month(said.at)} ${day(said.at)} ${clock(said.at)} 10.12.0.7 ${text(said)}`,
  ),
  way(
    "journalctl -o short-precise",
    (said) =>
      `${month(said.at)} ${day(said.at)} ${clock(said.at)}.${iso(said.at).slice(20, 23)}000 ${HOST} ${written(said)}`,
  ),
  way("journalctl -o short-iso", (said) => `${kst(said.at).slice(0, 19)}+0900 ${HOST} ${written(said)}`),
  way("journalctl -o short-full and with-unit", (said) => `${full(said.at)} ${HOST} ${written(said)}`),
  way("journalctl -o short-unix", (said) => `${(said.at / 1000).toFixed(6)} ${HOST} ${written(said)}`),
  way(
    "journalctl in Korean",
    (said) => `${new Date(said.at).getUTCMonth() + 1}월 ${day(said.at)} ${clock(said.at)} ${HOST} ${written(said)}`,
  ),
  way(
    "journalctl in colours",
    (said) =>
      `${month(said.at)} ${day(said.at)} ${clock(said.at)} ${HOST} ${tag(said)}: \u001b[0;1;31m\u001b[0;1;39m${said.body}\u001b[0m`,
  ),
  ring("journalctl -o short-monotonic", (said) => `[${uptime(said.us)}] ${HOST} ${written(said)}`),
  ring(
    "journalctl -o short-delta",
    (said) =>
      `[${uptime(said.us)} ${said.index === 0 ? " ".repeat(15) : `<${since(said.index)} >`}] ${HOST} ${written(said)}`,
  ),
  way(
    "journalctl -o verbose",
    (said) =>
      `${full(said.at).replace(" KST", ".110825 KST")} [s=06;i=4;b=3f]\n${fields(said, (name, value) => `    ${name}=${value}`)}`,
  ),
  way("journalctl -o export", (said) => `${fields(said, (name, value) => `${name}=${value}`)}\n`),
  way(
    "journalctl -o json-pretty",
    (said) => `{\n${fields(said, (name, value) => `\t"${name}" : ${JSON.stringify(value)},`)}\n}`,
  ),
  way("journalctl -o json-sse", (said) => `data: ${JSON.stringify(entry(said))}\n`),
  way("journalctl -o json-seq", (said) => `\u001e${JSON.stringify(entry(said))}`),
  ring("dmesg --time-format iso", (said) => `${kst(said.at).replace(".", ",")}000+09:00 ${said.body}`),
  ring("dmesg -T of a kernel with callers", (said) => `[${ctime(said.at)}][ T1234] ${said.body}`),
  ring("dmesg -d", (said) => `[${uptime(said.us)} <${since(said.index)}>] ${said.body}`),
  ring("dmesg -d -T", (said) => `[${ctime(said.at)} <${since(said.index)}>] ${said.body}`),
  ring("dmesg --time-format delta", (said) => `[<${since(said.index)}>] ${said.body}`),
  ring("dmesg -H", reltime),
  ring("dmesg -H in Korean", (said) => reltime(said).replace(/^\[[A-Z][a-z]{2}/, "[11월")),
  ring("dmesg -x -t", (said) => `kern  :err   : ${said.body}`),
  ring("dmesg in colours", coloured),
  { name: "dmesg --json", kernelOnly: true, wrap: dmesgJson },
  way("docker's log of a syslogd", (said) =>
    JSON.stringify({ log: `${old(said)}\n`, stream: "stdout", time: iso(said.at) }),
  ),
  ring("a container's log of dmesg", (said) => `${iso(said.at).replace("Z", "123456Z")} stdout F ${dmesg(said)}`),
  ring("kubectl logs --timestamps of dmesg", (said) => `${iso(said.at).replace("Z", "123456Z")} ${dmesg(said)}`),
  way("docker compose", (said) => `rsyslog-1  | ${old(said)}`),
  way("grep -A of several files", grepped),
  way("grep -n", (said) => `${said.index + 12_345}:${old(said)}`),
  ring("cat -n of dmesg", (said) => `${String(said.index + 1).padStart(6)}\t${dmesg(said)}`),
  way("pdsh", (said) => `${HOST}: ${old(said)}`),
  ring("pdsh of dmesg -T", (said) => `${HOST}: [${ctime(said.at)}] ${said.body}`),
  way("a mail's quotation", (said) => `> > ${old(said)}`),
  way("a quotation of pdsh, indented", (said) => `> ${HOST}:   ${old(said)}`),
  ring("a web page's blanks", (said) => dmesg(said).replaceAll("  ", "\u00a0 ")),
  ring("a console server", (said) => `[${ctime(said.at)}]${dmesg(said)}`),
  way("filebeat", (said) => JSON.stringify({ "@timestamp": iso(said.at), host: { name: HOST }, message: old(said) })),
  way("Splunk", (said) => JSON.stringify({ preview: false, result: { _raw: old(said), host: HOST } })),
  way("Loki", (said) => JSON.stringify({ labels: { host: HOST }, line: old(said), timestamp: iso(said.at) })),
  way("logcli", (said) => `${kst(said.at).slice(0, 19)}+09:00 {host="${HOST}", job="syslog"} ${old(said)}`),
  way("fluentd", (said) => `${kst(said.at).slice(0, 19)}+09:00\tsystem\t${JSON.stringify({ message: old(said) })}`),
  way("rsyslog's JSON", (said) =>
    JSON.stringify({
      "@timestamp": `${kst(said.at)}+09:00`,
      host: HOST,
      programname: said.from,
      message: ` ${text(said)}`,
    }),
  ),
];
