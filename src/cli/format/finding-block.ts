import { type Finding, field, type Lang } from "../../core/index.ts";
import type { Registry } from "../../detect/registry.ts";
import { isDumpPath } from "../../parse/log/crash-dump.ts";
import { taintFlag } from "../../parse/report/taint.ts";
import { saidIn } from "../finding-text.ts";
import type { Terminal } from "../terminal.ts";
import { pad } from "./columns.ts";
import { statusWord, WORDS } from "./words.ts";

const STATUS_WIDTH = 10;
const EVIDENCE_SHOWN = 8;

/** Local time to the second, as an operator reads a clock: "2026-11-21 03:07:12". */
export function clockTime(ms: number): string {
  const time = new Date(ms);
  const two = (value: number) => String(value).padStart(2, "0");
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${date} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

function factsLine(finding: Finding, { lang, time = clockTime }: Terminal): string {
  const words = WORDS[lang];
  const { startsAt, endsAt, count } = finding;
  const path = finding.attributes["log.file.path"];
  const facts = [
    startsAt === undefined ? "" : time(startsAt),
    endsAt === undefined ? "" : `${words.over} ${time(endsAt)}`,
    count === 1 ? "" : lang === "ko" ? `${count}${words.times}` : `${count} ${words.times}`,
    finding.case === undefined ? "" : `${words.manual} ${finding.case}`,
    finding.ticket === undefined ? "" : `${words.ticket} ${finding.ticket}`,
    // A crash dump is of an earlier boot, which the time alone may not tell.
    typeof path === "string" && isDumpPath(path) ? field(path) : "",
  ];
  return facts.filter((fact) => fact !== "").join(" · ");
}

/** "taint G D: D = an oops or BUG happened before"; undefined where the finding says nothing of taint. */
function taintLine({ attributes }: Finding, lang: Lang): string | undefined {
  const letters = attributes["krane.kernel.taint"];
  if (typeof letters !== "string") return undefined;
  const flags = Array.from(letters, (letter) => taintFlag(letter)).filter((flag) => flag !== undefined);
  if (flags.length === 0) return `${WORDS[lang].taint}: ${WORDS[lang].notTainted}`;
  return `${WORDS[lang].taint} ${field(letters)}: ${flags.map(({ letter, text }) => `${letter} = ${text[lang]}`).join(", ")}`;
}

const VM_FACTS = ["domain", "uuid", "project", "flavor", "pid"] as const;
/** Names of guests in one line; the JSON has them all. */
const CANDIDATES_SHOWN = 12;

/** Who was hit: "guest web-01: domain instance-0000002a, uuid ..., project shop"; or who was there, where that could not be told. */
function vmLine({ attributes }: Finding, lang: Lang): string | undefined {
  const { guest, guestsThere } = WORDS[lang];
  const { "krane.vm.name": name, "krane.vm.candidates": candidates, "krane.vm.candidate_count": count } = attributes;
  if (typeof name === "string") {
    const facts = VM_FACTS.flatMap((fact) => {
      const value = attributes[`krane.vm.${fact}`];
      return value === undefined ? [] : [`${fact} ${field(String(value))}`];
    });
    return `${guest} ${field(name)}: ${facts.join(", ")}`;
  }
  if (typeof candidates !== "object" || typeof count !== "number") return undefined;
  const shown = candidates.slice(0, CANDIDATES_SHOWN).map(field);
  const left = count - shown.length;
  return `${guestsThere}: ${[...shown, ...(left > 0 ? [`… ${left}`] : [])].join(", ")}`;
}

/** A finding in the lines that a person reads: what, when, how often, why, on what evidence, and what next. */
export function findingBlock(finding: Finding, screen: Terminal, registry: Registry): string {
  const { lang } = screen;
  const margin = " ".repeat(STATUS_WIDTH);
  const word = screen.colour(finding.status, pad(statusWord(finding.status, lang), STATUS_WIDTH));
  const detail = [factsLine(finding, screen), vmLine(finding, lang), taintLine(finding, lang)].filter(
    (line) => line !== undefined && line !== "",
  );
  const left = finding.evidence.length - EVIDENCE_SHOWN;
  const evidence = finding.evidence.slice(0, EVIDENCE_SHOWN).map((line) => screen.dim(`| ${line}`));
  const more = left > 0 ? [screen.dim(`| … ${left}`)] : [];
  const next = `${WORDS[lang].next}: krane-agent explain ${field(finding.detector)}`;
  const lines = [`${word}${screen.bold(field(finding.detector))}  ${saidIn(lang, finding, registry)}`];
  return [...lines, ...[...detail, ...evidence, ...more, next].map((line) => `${margin}${line}`)]
    .map((line) => `${line}\n`)
    .join("");
}
