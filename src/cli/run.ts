import { setTimeout as delay } from "node:timers/promises";
import { Agent, type AgentOptions } from "../agent/agent.ts";
import { loadAgentConfig } from "../config/load.ts";
import type { AgentConfig } from "../config/schema.ts";
import { explainError, logTo } from "../core/index.ts";
import { loadRegistry, type Registry } from "../detect/registry.ts";
import { serviceNotify } from "../host/service-notify.ts";
import { COMMON_OPTIONS, parseOptions, printHelp } from "./options.ts";
import { Signals } from "./signals.ts";
import { terminal } from "./terminal.ts";
import { VERSION } from "./version.ts";
import { writeErr } from "./write-out.ts";

const RUN_HELP = `Usage: krane-agent run [--config FILE]

The daemon: watches this host's logs, asks the checks on their schedule, and brings what they find to the collector.
Without --config it runs with its defaults and keeps findings on this host.

SIGHUP reads the configuration again; a bad one is refused and the old one stays. SIGTERM ends it within a second.
Exit codes: 0 ended, 64 wrong usage, 78 bad configuration, 3 it could not go on.
`;

const WATCHING = "watching this host";
/** What has not ended by then is left behind: the outbox stands a kill, and systemd should not have to wait. */
const END_MS = 900;

const log = (area: string) => logTo(writeErr, area);

function load(file: string | undefined, registry: Registry): AgentConfig {
  const ids = [...registry.checks, ...registry.rules].map(({ id }) => id);
  return loadAgentConfig(file, ids);
}

/** The running agent, and how it is replaced by one with a new configuration. */
class Daemon {
  readonly #file: string | undefined;
  readonly #registry: Registry;
  #agent: Agent | undefined;
  #config: AgentConfig | undefined;

  constructor(file: string | undefined, registry: Registry) {
    this.#file = file;
    this.#registry = registry;
  }

  async start(): Promise<void> {
    this.#config = load(this.#file, this.#registry);
    this.#agent = await Agent.start(this.#options(this.#config));
  }

  /** A bad file leaves the old configuration running, and says so. */
  async reload(): Promise<void> {
    let config: AgentConfig;
    try {
      config = load(this.#file, this.#registry);
    } catch (error) {
      log("config")("error", "kept the old configuration", { error: explainError(error) });
      this.#agent?.configError(explainError(error));
      return;
    }
    await this.#agent?.close();
    try {
      this.#agent = await Agent.start(this.#options(config));
      this.#config = config;
      log("config")("notice", "read again", { file: this.#file });
    } catch (error) {
      if (this.#config === undefined) throw error;
      log("config")("error", "went back to the old configuration", { error: explainError(error) });
      this.#agent = await Agent.start(this.#options(this.#config));
      this.#agent.configError(explainError(error));
    }
  }

  async close(): Promise<void> {
    await this.#agent?.close();
  }

  #options(config: AgentConfig): AgentOptions {
    return {
      config,
      registry: this.#registry,
      version: VERSION,
      log,
      ...(this.#file === undefined ? {} : { configFile: this.#file }),
    };
  }
}

/** `krane-agent run` */
export async function runCommand(args: readonly string[]): Promise<number> {
  const { values } = parseOptions({ args: [...args], options: { ...COMMON_OPTIONS, config: { type: "string" } } });
  if (values.help === true) return printHelp(RUN_HELP, terminal(undefined));
  const signals = new Signals();
  const daemon = new Daemon(values.config, await loadRegistry(["checks", "rules"]));
  const manager = serviceNotify(process.env, log("agent"));
  await daemon.start();
  void manager.ready(WATCHING);
  const { watchdogMs } = manager;
  const watchdog = watchdogMs === undefined ? undefined : setInterval(() => void manager.alive(), watchdogMs);
  while ((await signals.next()) === "hangup") {
    void manager.reloading();
    await daemon.reload();
    void manager.ready(WATCHING);
  }
  clearInterval(watchdog);
  const ended = await Promise.race([Promise.all([daemon.close(), manager.stopping()]), delay(END_MS, "late")]);
  if (ended === "late") log("agent")("warning", "something did not end in time, what is durable stays so");
  return 0;
}
