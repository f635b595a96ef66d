import { readFileSync } from "node:fs";
import {
  type Attributes,
  type Check,
  KraneError,
  type Lang,
  type Rule,
  type Runbook,
  type RunbookText,
} from "../core/index.ts";
import { loadRegistry, type Registry } from "../detect/registry.ts";
import { PROFILES } from "../profiles/choose.ts";
import { profileLines } from "./explain-profile.ts";
import { saidIn } from "./finding-text.ts";
import { foundHere } from "./found-here.ts";
import { type KnownFinding, parseFinding } from "./known-finding.ts";
import { COMMON_OPTIONS, langOption, parseOptions, printHelp } from "./options.ts";
import { renderStep } from "./render-step.ts";
import { blankOf } from "./runbook-blanks.ts";
import { type Terminal, terminal } from "./terminal.ts";

const EXPLAIN_HELP = `Usage: krane-agent explain ID [--finding FILE|-] [--lang en|ko]

Tells what a check or rule looks for, how it is matched, and the runbook: impact, verify, mitigate, escalate, reference.
The ID of a profile (krane-u20, krane-u22, generic) tells what is wanted of its hosts.
With --finding (the JSON of a finding or of a whole scan or check, a file or standard input) the steps name what was hit, the worst first.
On a host of a known region the check itself is asked for it, so that the steps hold the host's own commands.

Example: krane-agent scan -o json | krane-agent explain guest-oops --finding -
`;

const HEADINGS: Readonly<Record<Lang, Readonly<Record<keyof Omit<RunbookText, "title">, string>>>> = {
  en: { impact: "Impact", verify: "Verify", mitigate: "Mitigate", escalate: "Escalate", reference: "Reference" },
  ko: { impact: "영향", verify: "확인", mitigate: "조치", escalate: "전파", reference: "참고" },
};

type Found = KnownFinding | undefined;
type About = "matched" | "report" | "thread" | "asked" | "reasons" | "finding";

interface Filling {
  readonly values: Attributes;
  readonly lang: Lang;
}

const ABOUT: Readonly<Record<Lang, Readonly<Record<About, string>>>> = {
  en: {
    matched: "Matched by",
    report: "kernel report",
    thread: "thread",
    asked: "Asked every",
    reasons: "What it can say",
    finding: "This finding",
  },
  ko: {
    matched: "일치 조건",
    report: "커널 보고",
    thread: "스레드",
    asked: "확인 주기",
    reasons: "판정 종류",
    finding: "이 건",
  },
};

function howMatched(rule: Rule, lang: Lang): string[] {
  const words = ABOUT[lang];
  if (rule.source === "kernel-report") {
    return [
      `${words.report}: ${rule.kinds.join(", ")}`,
      ...(rule.thread === undefined ? [] : [`${words.thread}: ${rule.thread.source}`]),
    ];
  }
  if (rule.source === "agent") return ["krane-agent"];
  return rule.patterns.map(({ from, match }) => `${from}: ${match.source}`);
}

function aboutRule(rule: Rule, lang: Lang): string[] {
  const joined =
    rule.joins === undefined ? [] : [`${[rule.id, ...rule.joins.rules].join(" + ")}, ${rule.joins.within}`];
  return [`${ABOUT[lang].matched}:`, ...[...howMatched(rule, lang), ...joined].map((line) => `  ${line}`)];
}

function aboutCheck(check: Check, lang: Lang): string[] {
  const reasons = Object.entries(check.reasons).map(([reason, text]) => `  ${reason}: ${text[lang]}`);
  return [`${ABOUT[lang].asked} ${check.every}`, `${ABOUT[lang].reasons}:`, ...reasons];
}

function steps(heading: string, said: string | readonly string[], { values, lang }: Filling): string[] {
  const blank = (name: string) => blankOf(name, lang);
  const lines = typeof said === "string" ? [said] : said.map((step, index) => `${index + 1}. ${step}`);
  return ["", heading, ...lines.map((line) => `  ${renderStep(line, values, blank)}`)];
}

function runbookLines(runbook: Runbook, values: Attributes, screen: Terminal): string[] {
  const text = runbook[screen.lang];
  const headings = HEADINGS[screen.lang];
  const parts = (["impact", "verify", "mitigate", "escalate", "reference"] as const).flatMap((part) =>
    steps(screen.bold(headings[part]), text[part], { values, lang: screen.lang }),
  );
  return ["", screen.bold(text.title), ...parts];
}

async function readInput(path: string): Promise<string> {
  try {
    return path === "-"
      ? await (await import("node:stream/consumers")).text(process.stdin)
      : readFileSync(path, "utf8");
  } catch (cause) {
    throw new KraneError("KRANE_CLI_USAGE", `--finding ${path}: cannot be read`, { cause });
  }
}

function detectorOf(id: string, { checks, rules }: Registry): Check | Rule {
  const detector = [...checks, ...rules].find((candidate) => candidate.id === id);
  if (detector !== undefined) return detector;
  const choices = [...checks, ...rules, ...PROFILES.map(({ name }) => ({ id: name }))].map((known) => known.id);
  throw new KraneError(
    "KRANE_CLI_USAGE",
    `explain ${id}: there is no such check, rule or profile; choose of ${choices.join(", ")}`,
  );
}

function isCheck(detector: Check | Rule): detector is Check {
  return "run" in detector;
}

function explanation(detector: Check | Rule, registry: Registry, finding: Found, screen: Terminal): string {
  const { lang } = screen;
  const { id } = detector;
  const about = isCheck(detector) ? aboutCheck(detector, lang) : aboutRule(detector, lang);
  const runbook = registry.runbooks.find((candidate) => candidate.id === detector.runbook);
  const said = finding && saidIn(lang, { ...finding, detector: id, attributes: finding.values }, registry);
  const lines = [
    `${screen.bold(id)}: ${detector.title[lang]}`,
    ...about,
    ...(said === undefined || said === "" ? [] : ["", `${ABOUT[lang].finding}: ${said}`]),
  ];
  return [...lines, ...(runbook === undefined ? [] : runbookLines(runbook, finding?.values ?? {}, screen)), ""].join(
    "\n",
  );
}

/** `krane-agent explain` */
export async function explainCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions({
    args: [...args],
    allowPositionals: true,
    options: { ...COMMON_OPTIONS, finding: { type: "string" }, lang: { type: "string" } },
  });
  const screen = terminal(langOption(values.lang));
  if (values.help === true) return printHelp(EXPLAIN_HELP, screen);
  const [id, ...others] = positionals;
  if (id === undefined || others.length > 0)
    throw new KraneError(
      "KRANE_CLI_USAGE",
      "explain: name one check, rule or profile; krane-agent list names them all",
    );
  const profile = PROFILES.find(({ name }) => name === id);
  if (profile !== undefined) {
    screen.write(profileLines(profile, screen).join("\n"));
    return 0;
  }
  const given = values.finding === undefined ? undefined : parseFinding(await readInput(values.finding), id);
  const registry = await loadRegistry();
  const detector = detectorOf(id, registry);
  const finding = given ?? (await foundHere(detector));
  screen.write(explanation(detector, registry, finding, screen));
  return 0;
}
