import type { AgentConfig } from "../config/schema.ts";
import type { Source } from "../core/index.ts";
import { kmsgSource } from "../sources/kmsg.ts";
import { logFileSource } from "../sources/log-file.ts";

/** Name of the kernel's ring among the logs. */
export const KMSG = "kmsg";

/** A log to watch: its name, and how to open it behind a cursor. */
export interface WatchedLog {
  readonly id: string;
  readonly open: (cursor: string | undefined) => Source;
}

/**
 * The logs that the configuration names. Without a cursor the kernel's ring is read from its beginning, for it holds this boot alone;
 * files are read from their end, for what they hold is history that somebody has dealt with.
 */
export function watchedLogs(config: AgentConfig, bootId: string): readonly WatchedLog[] {
  const kmsg: WatchedLog = {
    id: KMSG,
    open: (cursor) => kmsgSource(cursor === undefined ? { bootId, wholeBoot: true } : { bootId, cursor }),
  };
  const files = config.logs.map((path): WatchedLog => {
    const format = path.endsWith("/monit.log") ? "monit" : "syslog";
    const options = { id: path, path, format, from: "end" } as const;
    return { id: path, open: (cursor) => logFileSource(cursor === undefined ? options : { ...options, cursor }) };
  });
  return config.kmsg ? [kmsg, ...files] : files;
}
