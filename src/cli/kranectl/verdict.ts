import { STATUSES } from "../../core/index.ts";
import { statusWord } from "../format/words.ts";
import type { Terminal } from "../terminal.ts";
import { type OpenCounts, openCount, type Standing } from "./standing.ts";
import { FLEET_WORDS } from "./words.ts";

/** "2 critical, 1 warning" */
export function countsText(open: OpenCounts, { lang }: Terminal): string {
  return STATUSES.flatMap((status) => {
    const count = status === "ok" || status === "skipped" ? 0 : open[status];
    const word = statusWord(status, lang).toLowerCase();
    return count === 0 ? [] : [lang === "ko" ? `${word} ${count}` : `${count} ${word}`];
  }).join(", ");
}

/** The first line of every answer about many hosts: the worst, how many of each, on how many hosts, and how many cannot be seen. */
export function verdictLine(standing: Standing, screen: Terminal): string {
  const words = FLEET_WORDS[screen.lang];
  const { status, open, hosts, afflicted, absent } = standing;
  const word = screen.colour(status, statusWord(status, screen.lang));
  if (hosts === 0) return `${word} ${words.none}`;
  const said = openCount(open) === 0 ? words.quiet(hosts) : words.standing(countsText(open, screen), afflicted, hosts);
  return `${word} ${said}${absent === 0 ? "" : `; ${words.absent(absent)}`}`;
}
