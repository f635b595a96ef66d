import type { Host, MonitStatus } from "../../core/index.ts";
import type { MonitControl } from "./monitrc-files.ts";

/** Why monit does not watch a service, by the last that its log says of it. */
export type Ended = { readonly by: "user" } | { readonly by: "monit"; readonly restarts: number };

/** A service that fails a test each second fills it in 20 minutes (measured); a quiet log has months in it. */
const TAIL_BYTES = 1_048_576;
const REQUEST =
  /^\[[^\]\n]{1,40}\] \w{4,9} {1,5}: '([^'\n]{1,255})' (start|stop|restart|monitor|unmonitor) on user request/;
const ENDING = ["stop", "unmonitor"];
const GIVEN_UP =
  /^\[[^\]\n]{1,40}\] \w{4,9} {1,5}: '([^'\n]{1,255})' service restarted (\d{1,6}) times within \d{1,6} cycles?\(s\) - (?:unmonitor|stop|timeout)/;

/** `set logfile /var/vcap/monit/monit.log`; undefined where it writes to syslog, which has too much beside. */
function logPath({ files }: MonitControl): string | undefined {
  const words = files.flatMap(({ words: own }) => own.map(({ text }) => text));
  const at = words.findIndex((word, index) => /^set$/i.test(word) && /^log(?:file)?$/i.test(words[index + 1] ?? ""));
  const path = at < 0 ? undefined : words[at + 2];
  return path?.startsWith("/") ? path : undefined;
}

/** What one line ends, or begins again (`ended` undefined). */
function endIn(line: string): { readonly name: string; readonly ended?: Ended } | undefined {
  const [, lost, restarts] = GIVEN_UP.exec(line) ?? [];
  if (lost !== undefined) return { name: lost, ended: { by: "monit", restarts: Number(restarts) } };
  const [, name, action = ""] = REQUEST.exec(line) ?? [];
  if (name === undefined) return undefined;
  return ENDING.includes(action) ? { name, ended: { by: "user" } } : { name };
}

/** The last word of monit's log on each service; one that was asked to start or to be watched again has none. */
export function endsIn(text: string): ReadonlyMap<string, Ended> {
  const last = new Map<string, Ended | undefined>();
  const lines = text
    .split("\n")
    .filter((line) => line.includes(" on user request") || line.includes(" service restarted "));
  for (const line of lines) {
    const told = endIn(line);
    if (told !== undefined) last.set(told.name, told.ended);
  }
  return new Map([...last].flatMap(([name, ended]) => (ended === undefined ? [] : [[name, ended] as const])));
}

async function tailOf(host: Host, path: string): Promise<string> {
  try {
    const size = (await host.stat(path))?.size ?? 0;
    const bytes = await host.readAt(path, Math.max(0, size - TAIL_BYTES), TAIL_BYTES);
    return new TextDecoder().decode(bytes);
  } catch {
    // It is root's on most hosts: without it, less is said of why, and nothing else.
    return "";
  }
}

/** Who ended the watch over the services that monit does not watch. XML and summary show both alike (5.33: status 0, monitor 0). */
export async function endsOf(
  host: Host,
  status: MonitStatus,
  control: MonitControl | undefined,
): Promise<ReadonlyMap<string, Ended>> {
  const isAsked = status.services.some(({ monitor }) => monitor === 0);
  const path = isAsked && control !== undefined ? logPath(control) : undefined;
  return path === undefined ? new Map() : endsIn(await tailOf(host, path));
}
