import type { Lang } from "../../core/index.ts";
import { clockTime } from "./finding-block.ts";

type Unit = "s" | "min" | "h" | "d";

const UNITS: readonly (readonly [unit: Unit, ms: number, upTo: number])[] = [
  ["s", 1000, 60_000],
  ["min", 60_000, 3_600_000],
  ["h", 3_600_000, 48 * 3_600_000],
  ["d", 86_400_000, Number.POSITIVE_INFINITY],
];

const KOREAN: Readonly<Record<Unit, string>> = { s: "초", min: "분", h: "시간", d: "일" };

function span(ms: number, lang: Lang): string {
  const [unit, size] = UNITS.find(([, , upTo]) => ms < upTo) ?? ["d" as const, 86_400_000];
  const count = Math.floor(ms / size);
  return lang === "ko" ? `${count}${KOREAN[unit]}` : `${count} ${unit}`;
}

/** "3 min ago"; "in 3 min" where the clock that gave the time is ahead of ours. */
export function age(ms: number, now: number, lang: Lang): string {
  if (ms > now + 1000) return lang === "ko" ? `${span(ms - now, lang)} 뒤` : `in ${span(ms - now, lang)}`;
  return lang === "ko" ? `${span(Math.max(0, now - ms), lang)} 전` : `${span(Math.max(0, now - ms), lang)} ago`;
}

/** "2026-11-21 03:07:12 (3 min ago)" */
export function timeAndAge(ms: number, now: number, lang: Lang): string {
  return `${clockTime(ms)} (${age(ms, now, lang)})`;
}

/** "12 s": how long something is. */
export function length(ms: number, lang: Lang): string {
  return span(Math.abs(ms), lang);
}
