import { loadAgentConfig } from "../config/load.ts";
import { KraneError } from "../core/index.ts";
import { loadRegistry } from "../detect/registry.ts";
import { COMMON_OPTIONS, parseOptions, printHelp } from "./options.ts";
import { terminal } from "./terminal.ts";

const CONFIG_HELP = `Usage: krane-agent config check FILE

Says whether FILE is a valid configuration of krane-agent run, and where it is not. docs/config.md lists the keys.
Exit codes: 0 valid, 64 wrong usage, 78 not valid.
`;

/** `krane-agent config check` */
export async function configCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions({ args: [...args], allowPositionals: true, options: COMMON_OPTIONS });
  const screen = terminal(undefined);
  if (values.help === true) return printHelp(CONFIG_HELP, screen);
  const [verb, file] = positionals;
  if (verb !== "check" || file === undefined)
    throw new KraneError("KRANE_CLI_USAGE", "config: write config check FILE");
  const { checks, rules } = await loadRegistry(["checks", "rules"]);
  loadAgentConfig(
    file,
    [...checks, ...rules].map(({ id }) => id),
  );
  screen.write(`${file}: valid\n`);
  return 0;
}
