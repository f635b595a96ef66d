import type { CheckResult, Lang } from "../../core/index.ts";
import type { Registry } from "../../detect/registry.ts";
import type { CheckReport } from "../check.ts";
import type { Change } from "../check-wait.ts";
import { saidIn } from "../finding-text.ts";
import type { Terminal } from "../terminal.ts";
import { statusWord } from "./words.ts";

interface Words {
  readonly nothing: string;
  well(seconds: number): string;
  ill(seconds: number): string;
}

const WORDS: Readonly<Record<Lang, Words>> = {
  en: {
    nothing: "not there",
    well: (seconds) => `all well after ${seconds} s`,
    ill: (seconds) => `not well after ${seconds} s`,
  },
  ko: {
    nothing: "없음",
    well: (seconds) => `${seconds}초 후 모두 정상`,
    ill: (seconds) => `${seconds}초 동안 정상이 되지 않음`,
  },
};

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}

function wordOf(result: CheckResult | undefined, { lang, colour }: Terminal): string {
  return result === undefined ? WORDS[lang].nothing : colour(result.status, statusWord(result.status, lang));
}

/** "+12 s containers nova/nova-compute: CRITICAL -> OK: nova-compute: running", one line for each subject. */
export function changeLines(changes: readonly Change[], afterMs: number, about: Said): string {
  const { screen, registry } = about;
  const lines = changes.map(({ before, after }) => {
    const result = after ?? before;
    const name = result === undefined ? "" : `${result.check} ${result.subject.name}`;
    const said = after === undefined ? "" : `: ${saidIn(screen.lang, { ...after, detector: after.check }, registry)}`;
    return `+${seconds(afterMs)} s  ${name}: ${wordOf(before, screen)} -> ${wordOf(after, screen)}${said}\n`;
  });
  return lines.join("");
}

export interface Said {
  readonly screen: Terminal;
  readonly registry: Registry;
}

/** How the waiting ended. */
export function waitedLine({ status }: CheckReport, afterMs: number, { lang, colour }: Terminal): string {
  const isWell = status === "ok" || status === "skipped";
  return `${colour(status, WORDS[lang][isWell ? "well" : "ill"](seconds(afterMs)))}\n`;
}
