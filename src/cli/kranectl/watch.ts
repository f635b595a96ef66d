import { field } from "../../core/index.ts";
import { loadRegistry, type Registry } from "../../detect/registry.ts";
import type { HostFinding } from "../../rpc/host-finding.ts";
import { saidIn } from "../finding-text.ts";
import { columns, pad } from "../format/columns.ts";
import { clockTime } from "../format/finding-block.ts";
import { WORDS } from "../format/words.ts";
import { parseOptions, printHelp } from "../options.ts";
import { isReaderGone, outputLost } from "../output-lost.ts";
import { type Terminal, terminal } from "../terminal.ts";
import { untilEnded } from "../until-ended.ts";
import { notWritten } from "../write-out.ts";
import { targetOf } from "./collector.ts";
import { stateWord } from "./finding-rows.ts";
import { hostFindingJson } from "./host-finding-json.ts";
import { type Output, outputOf, QUERY_HELP, QUERY_OPTIONS, statusOption } from "./options.ts";
import { isOpen } from "./standing.ts";
import { watchLoop } from "./watch-loop.ts";
import { FLEET_WORDS } from "./words.ts";

const WATCH_HELP = `Usage: kranectl watch [options]

Findings of all hosts as they come in, one row each, until Ctrl-C. Says so on standard error when the collector goes away,
and goes on when it is back. With -o json one object per line.

Options:
  --host HOST            only of this host
  --status S,S           only these: critical, warning, unknown, ok, skipped
${QUERY_HELP}
Exit codes: 0 ended, 3 the collector could not be reached at first or refuses, 64 wrong usage, 78 bad settings
Example: kranectl watch --status critical -o json | while read -r finding; do page "$finding"; done
`;

const TIME_WIDTH = 19;
const STATUS_WIDTH = 14;

/** Rows whose columns grow with the names that come. */
function rowWriter(screen: Terminal, registry: Registry): (found: HostFinding) => string {
  const { lang } = screen;
  const widths = { host: 0, detector: 0 };
  const padded = (key: keyof typeof widths, text: string) => {
    widths[key] = Math.max(widths[key], columns(text));
    return pad(text, widths[key]);
  };
  return (found) => {
    const { finding } = found;
    const time = finding.lastObservedAt === undefined ? "-" : clockTime(finding.lastObservedAt);
    const word = pad(stateWord(found, screen), STATUS_WIDTH);
    const times = lang === "ko" ? `${finding.count}${WORDS.ko.times}` : `${finding.count} ${WORDS.en.times}`;
    const row = [
      pad(time, TIME_WIDTH),
      isOpen(finding) ? screen.colour(finding.status, word) : screen.dim(word),
      padded("host", found.host),
      padded("detector", field(finding.detector)),
      saidIn(lang, finding, registry) + (finding.count === 1 ? "" : ` (${times})`),
    ];
    return `${row.join("  ")}\n`;
  };
}

function jsonWriter({ lang }: Terminal, registry: Registry): (found: HostFinding) => string {
  return (found) => `${JSON.stringify({ schema: "krane.finding.v1", ...hostFindingJson(found, lang, registry) })}\n`;
}

async function watchWith(
  { output, screen }: Output,
  values: Parameters<typeof targetOf>[0] & { host?: string; status?: string },
) {
  const registry = await loadRegistry();
  const words = FLEET_WORDS[screen.lang];
  const line = output === "json" ? jsonWriter(screen, registry) : rowWriter(screen, registry);
  const notice = (text: string) => screen.warn(`kranectl: ${text}\n`);
  const target = targetOf(values);
  const events = {
    finding: (found: HostFinding) => void process.stdout.write(line(found)),
    strange: () => notice(words.strange(1)),
    watching: (again: boolean) => notice(again ? words.again(target.address) : words.watching(target.address)),
    lost: (error: Error) => notice(words.lost(error.message)),
  };
  const wanted = { host: values.host, statuses: statusOption(values.status) };
  const lost = outputLost(process.stdout);
  await watchLoop({ target, wanted, events }, untilEnded(lost));
  if (lost.aborted && !isReaderGone(lost.reason)) throw notWritten(lost.reason);
}

/** `kranectl watch` */
export async function watchCommand(args: readonly string[]): Promise<number> {
  const { values } = parseOptions({
    args: [...args],
    options: { ...QUERY_OPTIONS, host: { type: "string" }, status: { type: "string" } },
  });
  if (values.help === true) return printHelp(WATCH_HELP, terminal(undefined));
  await watchWith(outputOf(values), values);
  return 0;
}
