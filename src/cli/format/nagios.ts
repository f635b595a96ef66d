import { capped, type Status } from "../../core/index.ts";

/** What a plugin may print: Nagios itself reads 8 KiB, older NRPE 4. */
const MAX_BYTES = 4096;

const WORDS: Readonly<Record<Status, string>> = {
  ok: "OK",
  warning: "WARNING",
  critical: "CRITICAL",
  unknown: "UNKNOWN",
  skipped: "OK",
};

/** One line of the Nagios plugin convention: what is wrong, the worst first, and performance data behind a bar. */
export function nagiosLine(status: Status, troubles: readonly string[], otherwise: string, perfdata: string): string {
  const head = `KRANE ${WORDS[status]} - `;
  const said = (troubles.length === 0 ? otherwise : troubles.join("; ")).replaceAll("|", "/");
  return `${head}${capped(said, MAX_BYTES - Buffer.byteLength(head + perfdata) - 8)} | ${perfdata}\n`;
}
