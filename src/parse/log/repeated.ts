/** rsyslog's $RepeatedMsgReduction; it cuts the message at 800 bytes (rsyslog: runtime/msg.c). */
const REPEATED = /^message repeated (\d{1,9}) times?: \[ ?/;

/** What BSD's syslogd, sysklogd and busybox write instead, without a tag of their own. */
const LAST = /^last message repeated (\d{1,9}) times?$/;

/** A message, and how often the log says that it came. */
export interface Repeated {
  readonly body: string;
  readonly times: number;
}

/** The message within "message repeated 3 times: [ text]"; undefined where it is none. */
export function repeatedText(body: string): Repeated | undefined {
  if (!body.startsWith("message repeated ")) return undefined;
  const match = REPEATED.exec(body);
  const times = Number(match?.[1] ?? 0);
  if (match === null || times < 1) return undefined;
  return { body: body.slice(match[0].length, body.endsWith("]") ? -1 : undefined), times };
}

/** Text that every line of the second kind holds. */
export const LAST_REPEATED = "last message repeated ";

/** How often the line before came again, by "last message repeated 3 times"; undefined where the text is another. */
export function timesOfLast(body: string): number | undefined {
  const times = Number(LAST.exec(body)?.[1] ?? 0);
  return times < 1 ? undefined : times;
}
