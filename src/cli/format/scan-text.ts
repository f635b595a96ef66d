import { STATUSES } from "../../core/index.ts";
import type { Registry } from "../../detect/registry.ts";
import type { ScanReport } from "../scan.ts";
import type { Terminal } from "../terminal.ts";
import { findingBlock } from "./finding-block.ts";
import { statusWord, WORDS } from "./words.ts";

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** 1536 -> "1.5 KiB". */
export function byteSize(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 1024 && unit < UNITS.length - 1) [value, unit] = [value / 1024, unit + 1];
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
}

/** "3 findings", also "0 findings". */
export function statusCount(count: number, { lang }: Terminal): string {
  const words = WORDS[lang];
  return lang === "ko" ? `${count}${words.findings}` : `${count} ${count === 1 ? words.finding : words.findings}`;
}

/** As statusCount; without findings, that there are none. */
export function countText(count: number, screen: Terminal): string {
  return count === 0 ? WORDS[screen.lang].nothing : statusCount(count, screen);
}

/** What was read, a line for each log. */
export function sourceLines(sources: ScanReport["sources"], screen: Terminal): string {
  const words = WORDS[screen.lang];
  const lines = sources.map(({ path, format, bytes, records, skipped }) => {
    const strange = skipped === 0 ? "" : `, ${skipped} ${words.skipped}`;
    return screen.dim(`${path}: ${format}, ${records} ${words.records}, ${byteSize(bytes)}${strange}\n`);
  });
  return lines.join("");
}

/** `scan -o text`: the verdict in the first line, then each finding, the worst first, then what was read. */
export function scanText({ status, sources, findings }: ScanReport, screen: Terminal, registry: Registry): string {
  const inOrder = findings.toSorted((a, b) => STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status));
  const verdict = `${screen.colour(status, statusWord(status, screen.lang))} ${countText(findings.length, screen)}\n`;
  return (
    verdict + inOrder.map((finding) => findingBlock(finding, screen, registry)).join("") + sourceLines(sources, screen)
  );
}
