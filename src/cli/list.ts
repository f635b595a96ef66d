import type { Lang } from "../core/index.ts";
import { loadRegistry, type Registry } from "../detect/registry.ts";
import { PROFILES } from "../profiles/choose.ts";
import { table } from "./format/columns.ts";
import { COMMON_OPTIONS, choice, langOption, parseOptions, printHelp } from "./options.ts";
import { terminal } from "./terminal.ts";

const LIST_HELP = `Usage: krane-agent list [-o text|json] [--lang en|ko]

Names every check, rule and profile. krane-agent explain ID tells more of one.
`;

/** All detectors as rows of data: the same for a reader of JSON and for the table. */
function detectors({ checks, rules }: Registry, lang: Lang) {
  const row = (
    kind: string,
    { id, title, case: manual, runbook }: Registry["checks"][number] | Registry["rules"][number],
  ) => ({
    id,
    kind,
    title: title[lang],
    case: manual ?? null,
    runbook,
  });
  return [...checks.map((check) => row("check", check)), ...rules.map((rule) => row("rule", rule))];
}

/** `krane-agent list` */
export async function listCommand(args: readonly string[]): Promise<number> {
  const { values } = parseOptions({
    args: [...args],
    options: { ...COMMON_OPTIONS, output: { type: "string", short: "o" }, lang: { type: "string" } },
  });
  const screen = terminal(langOption(values.lang));
  if (values.help === true) return printHelp(LIST_HELP, screen);
  const output = choice("-o", values.output, ["text", "json"], "text");
  const rows = detectors(await loadRegistry(), screen.lang);
  const profiles = PROFILES.map((profile) => ({ ...profile, title: profile.title[screen.lang] }));
  if (output === "json") {
    screen.write(`${JSON.stringify({ schema: "krane.list.v1", detectors: rows, profiles }, null, 2)}\n`);
    return 0;
  }
  const detectorRows = rows.map(({ id, kind, case: manual, title }) => [id, kind, manual ?? "-", title]);
  screen.write(table([...detectorRows, ...profiles.map(({ name, title }) => [name, "profile", "-", title])]));
  return 0;
}
