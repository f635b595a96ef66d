import { KraneError, STATUSES, type Status } from "../../core/index.ts";
import { COMMON_OPTIONS, choice, idList, langOption } from "../options.ts";
import { type Terminal, terminal } from "../terminal.ts";
import type { SettingFlags } from "./settings.ts";

/** Options that every command of kranectl has. */
export const QUERY_OPTIONS = {
  ...COMMON_OPTIONS,
  config: { type: "string" },
  collector: { type: "string" },
  ca: { type: "string" },
  cert: { type: "string" },
  key: { type: "string" },
  output: { type: "string", short: "o" },
  lang: { type: "string" },
} as const;

/** What the help of each command says of them. */
export const QUERY_HELP = `  -o FORMAT              text (default) or json
  --lang LANG            en or ko (default: by the locale; en for json)
  --collector HOST:PORT  the collector
  --ca FILE              PEM of the CA that signed the collector
  --cert FILE            PEM of an operator's certificate
  --key FILE             PEM of its key
  --config FILE          YAML with collector, ca, certificate and key (default: $KRANECTL_CONFIG, else
                         ~/.config/krane/kranectl.yaml, else /etc/krane/kranectl.yaml); a flag goes before its key
  -h, --help             this text
`;

interface Values extends SettingFlags {
  readonly output?: string | undefined;
  readonly lang?: string | undefined;
}

export interface Output {
  readonly output: "text" | "json";
  readonly screen: Terminal;
}

/** How the answer is to be written. JSON is for programs: it speaks the locale's language only where that was asked for. */
export function outputOf(values: Values): Output {
  const output = choice("-o", values.output, ["text", "json"], "text");
  const lang = langOption(values.lang);
  return { output, screen: terminal(output === "json" ? (lang ?? "en") : lang) };
}

/** The statuses of --status. */
export function statusOption(value: string | undefined): readonly Status[] | undefined {
  const known = idList("--status", value, STATUSES);
  return known === undefined ? undefined : STATUSES.filter((status) => known.includes(status));
}

const MOST = 10_000;

/** The number of --limit. */
export function limitOption(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const limit = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  if (limit < 1 || limit > MOST) throw new KraneError("KRANE_CLI_USAGE", `--limit ${value}: write 1 to ${MOST}`);
  return limit;
}

/** The one HOST that a command takes. */
export function hostArgument(command: string, positionals: readonly string[]): string {
  const [host, ...more] = positionals;
  if (host === undefined || more.length > 0) {
    throw new KraneError("KRANE_CLI_USAGE", `${command}: name one host; kranectl hosts names them all`);
  }
  return host;
}
