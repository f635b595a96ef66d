import type { AgentStatus } from "../agent/agent-status.ts";
import { askStatus } from "../agent/status-socket.ts";
import { exitCode, printable, type Status } from "../core/index.ts";
import { statusText } from "./format/status-text.ts";
import { COMMON_OPTIONS, choice, langOption, parseOptions, printHelp } from "./options.ts";
import { terminal } from "./terminal.ts";

const STATUS_HELP = `Usage: krane-agent status [--socket PATH] [-o text|json] [--lang en|ko]

What the daemon on this host is doing: its way to the collector, how far each log was read, and how full the outbox is.
Exit codes: 0 all is well, 1 something is not, 3 no daemon answers.
`;

const SOCKET = "/run/krane-agent/agent.sock";

/** Whether the daemon sees and keeps everything, and can tell it. */
function healthOf({ uplink, sources, config, outbox, inventoryError }: AgentStatus): Status {
  const cutOff = uplink.address !== null && !uplink.connected;
  const blind = sources.some(({ error }) => error !== undefined);
  const refused = config.error !== null || (inventoryError ?? null) !== null;
  return cutOff || blind || refused || !outbox.writable ? "warning" : "ok";
}

/** Errors in it may hold what a peer said. */
function statusJson(status: AgentStatus): string {
  const safe = (_: string, value: unknown) => (typeof value === "string" ? printable(value) : value);
  return `${JSON.stringify(status, safe, 2)}\n`;
}

/** `krane-agent status` */
export async function statusCommand(args: readonly string[]): Promise<number> {
  const { values } = parseOptions({
    args: [...args],
    options: {
      ...COMMON_OPTIONS,
      socket: { type: "string" },
      output: { type: "string", short: "o" },
      lang: { type: "string" },
    },
  });
  const screen = terminal(langOption(values.lang));
  if (values.help === true) return printHelp(STATUS_HELP, screen);
  const output = choice("-o", values.output, ["text", "json"], "text");
  const status = await askStatus(values.socket ?? SOCKET);
  const health = healthOf(status);
  screen.write(output === "json" ? statusJson(status) : statusText(status, health, screen));
  return exitCode(health);
}
