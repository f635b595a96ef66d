import { defined, type LogRecord } from "../../core/index.ts";
import { type KernelText, kernelText } from "./kernel-text.ts";
import type { LogClock } from "./log-clock.ts";
import { severityNumber } from "./severity.ts";
import { userSpace, writerOf } from "./writer.ts";

/** dmesg -x as it pads what it prints, also before a message without a time. */
const DECODED =
  /^(?:kern {2}|user {2}|mail {2}|daemon|auth {2}|syslog|lpr {3}|news {2}|uucp {2}|cron {2}|authpriv|ftp {3}|local\d):[a-z]{3,6} {0,3}: /;

/** Whether a line begins as dmesg -x prints it. */
export function isDecoded(line: string): boolean {
  return DECODED.test(line);
}

/** dmesg -r and consoles print "<6>" before a message, dmesg -x "kern  :info  : ". */
const LEVEL = /^(?:<(?<priority>\d{1,3})>|(?<facility>[a-z]{3,8}\d?) *:(?<level>[a-z]{3,6}) *: ?)/;

const LEVELS: readonly string[] = ["emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"];

/** What a console prints on the same line before a message without a time: a login prompt, the count of messages that it dropped. */
const GLUED = /^(?:\*\* \d{1,9} printk messages dropped \*\* |[\w.-]{1,64} login: )/;

/** The kernel's stamp, behind whatever a console had not ended: a prompt, "[  OK  ] Started foo", escape sequences. */
const STAMP =
  /\[(?: {0,8}\d{1,10}\.\d{6}(?: < {0,16}\d{1,10}\.\d{6} ?>)?|[A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d \d{4}(?: <[\d. ]{8,24}>)?)\](?:\[ {0,8}[TC]\d{1,8}\])? /;
/** Where it is looked for. */
const GLUED_CHARACTERS = 256;

interface Level {
  readonly severity: number;
  /** The line is user space's, which writes into the kernel's ring as well. */
  readonly user: boolean;
  readonly rest: string;
}

function levelOf(line: string): Level {
  const match = LEVEL.exec(line);
  if (match === null) return { severity: 0, user: false, rest: line };
  const { priority, facility, level = "" } = match.groups ?? {};
  const rest = line.slice(match[0].length);
  if (priority !== undefined) return { severity: severityNumber(Number(priority)), user: Number(priority) > 7, rest };
  const number = LEVELS.indexOf(level);
  // "word:words:" begins other lines, too.
  if (number < 0 || !(rest.startsWith("[") || isDecoded(line))) return { severity: 0, user: false, rest: line };
  return { severity: severityNumber(number), user: facility !== "kern", rest };
}

/** The kernel's text at the beginning of a line, or behind what somebody else left there. */
function stamped(line: string, clock: LogClock): KernelText | undefined {
  const text = kernelText(line, clock);
  if (text !== undefined) return text;
  const at = line.slice(0, GLUED_CHARACTERS).search(STAMP);
  return at < 0 ? undefined : kernelText(line.slice(at), clock);
}

/**
 * One line of dmesg or of a serial console. A line without any header is believed to be the kernel's: that is what a console is, and
 * what dmesg prints where the kernel was told to leave the time out.
 */
export function parseConsole(line: string, clock: LogClock): LogRecord {
  const { severity, user, rest } = levelOf(line);
  const text = stamped(rest, clock);
  const body = text?.body ?? rest.replace(GLUED, "");
  const written = user ? writerOf(body) : { from: "kernel", body, attributes: {} };
  return defined({
    timestamp: text?.timestamp,
    observedTimestamp: clock.now,
    severityNumber: severity,
    body: written.body,
    from: user ? userSpace(written.from) : "kernel",
    attributes: { ...text?.attributes, ...written.attributes },
  });
}
