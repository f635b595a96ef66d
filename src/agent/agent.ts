import type { AgentConfig } from "../config/schema.ts";
import type { Finding, Host, Log, Question } from "../core/index.ts";
import { Fold } from "../detect/fold.ts";
import { interfacesOf, learnInterfaces } from "../detect/interface-place.ts";
import type { Registry } from "../detect/registry.ts";
import { Scheduler } from "../detect/scheduler.ts";
import { settled } from "../detect/settings.ts";
import { openHost } from "../host/open.ts";
import { Outbox } from "../outbox/outbox.ts";
import type { Uplink } from "../uplink/uplink.ts";
import { type AgentStatus, inventoryStatus, uplinkStatus } from "./agent-status.ts";
import { GuestWatch } from "./guest-watch.ts";
import { Intake } from "./intake.ts";
import { InventoryFile } from "./inventory-file.ts";
import { Keeper } from "./keeper.ts";
import { Ledger } from "./ledger.ts";
import { KMSG } from "./log-sources.ts";
import { remembered } from "./memory.ts";
import { openUplink } from "./open-uplink.ts";
import { answer } from "./questions.ts";
import { SOURCE_BLIND, selfReport } from "./self-report.ts";
import { SelfWatch } from "./self-watch.ts";
import { StatusSocket } from "./status-socket.ts";

export interface AgentOptions {
  readonly config: AgentConfig;
  readonly registry: Registry;
  readonly version: string;
  readonly log: (area: string) => Log;
  /** Where the configuration came from. */
  readonly configFile?: string;
  /** Instead of this machine. */
  readonly host?: Host;
}

function hostOf({ config, host }: AgentOptions): Host {
  const profile = { name: config.profile, wanted: config.wanted };
  return host ?? openHost({ helperSocket: config.helper, state: config.state, profile });
}

const MEBIBYTE = 1024 * 1024;

/** The daemon: reads the logs, asks the checks, folds what they say into findings, keeps them and brings them to the collector. */
export class Agent {
  readonly #options: AgentOptions;
  readonly #abort = new AbortController();
  readonly #startedAt = Date.now();
  readonly #registry: Registry;
  readonly #host: Host;
  readonly #outbox: Outbox;
  readonly #fold: Fold;
  readonly #intake: Intake;
  readonly #ledger: Ledger;
  readonly #scheduler: Scheduler;
  readonly #keeper: Keeper;
  readonly #inventory: InventoryFile;
  readonly #guests: GuestWatch;
  readonly #around: SelfWatch;
  readonly #uplink: Uplink | undefined;
  #running: Promise<unknown> = Promise.resolve();
  #socket: StatusSocket | undefined;
  #configError: string | undefined;

  private constructor(options: AgentOptions, outbox: Outbox) {
    const { config, version, log } = options;
    this.#options = options;
    this.#registry = settled(options.registry, config.detectors);
    this.#host = hostOf(options);
    this.#keeper = new Keeper(config.state, log("agent"));
    this.#inventory = new InventoryFile(config.inventory, log("agent"), Date.now);
    this.#outbox = outbox;
    const { checks, rules } = this.#registry;
    const former = remembered(outbox.stateEntries());
    const host = this.#host.site.host;
    this.#fold = new Fold(host, former.open, this.#startedAt);
    const self = selfReport(rules, this.#fold);
    const touch = () => this.#ledger.touch();
    const cursor = (source: string) => outbox.cursor(source);
    this.#guests = new GuestWatch({
      host: this.#host,
      log: log("guests"),
      looked: () => {
        this.#intake.events.lookedAgain();
        touch();
      },
    });
    this.#intake = new Intake({
      config,
      rules,
      fold: this.#fold,
      self,
      guests: this.#guests,
      unknown: (tid) => this.#guests.ask(tid),
      interfaces: interfacesOf(this.#host, (nic) => this.#guests.on(nic)),
      former,
      cursor,
      log: log("sources"),
      read: touch,
    });
    void learnInterfaces(this.#host, this.#intake.events.secondLook);
    this.#fold.retain((finding) => this.#isLookedAfter(finding), this.#startedAt);
    const sent = { queue: outbox, bootId: this.#intake.bootId, answer: (question: Question) => this.#answer(question) };
    this.#uplink = openUplink(options, this.#host, sent, this.#abort.signal);
    this.#ledger = new Ledger({
      outbox,
      fold: this.#fold,
      intake: this.#intake,
      lost: self.outboxLost,
      committed: () => this.#uplink?.wake(),
      log: log("outbox"),
    });
    this.#scheduler = new Scheduler({
      checks,
      host: this.#host,
      said: (check, results) => {
        this.#fold.results(check.id, results, Date.now());
        this.#keeper.keep(check.id, results);
        touch();
      },
    });
    void this.#keeper.keepBootLog(this.#host);
    const looking = { rules, fold: this.#fold, host, kmsg: KMSG, logs: () => this.#intake.growth(), looked: touch };
    this.#around = new SelfWatch({ ...looking, log: log("agent") });
    log("agent")("info", "started", { version, host, state: config.state });
    // Says at once where it cannot be read.
    void this.#inventory.held;
    touch();
  }

  static async start(options: AgentOptions): Promise<Agent> {
    const { state, outboxMiB, socket } = options.config;
    const outbox = Outbox.open(state, { maxBytes: outboxMiB * MEBIBYTE });
    let agent: Agent;
    try {
      agent = new Agent(options, outbox);
    } catch (error) {
      outbox.close();
      throw error;
    }
    try {
      await agent.#guests.first();
      const { signal } = agent.#abort;
      agent.#running = Promise.all([agent.#intake.run(signal), agent.#around.run(signal)]);
      agent.#socket = await StatusSocket.open(socket, () => agent.status());
    } catch (error) {
      await agent.close();
      throw error;
    }
    return agent;
  }

  status(): AgentStatus {
    const { config, version, configFile } = this.#options;
    const outbox = this.#outbox;
    return {
      schema: "krane.status.v1",
      version,
      pid: process.pid,
      host: this.#host.site.host,
      profile: this.#host.profile.name,
      startedAt: this.#startedAt,
      config: { file: configFile ?? null, error: this.#configError ?? null },
      uplink: uplinkStatus(config.collector?.address, this.#uplink?.state),
      outbox: {
        depth: outbox.depth(),
        waiting: outbox.waiting(),
        writable: outbox.writable,
        bytes: outbox.bytes(),
        maxBytes: config.outboxMiB * MEBIBYTE,
      },
      sources: this.#intake.watches.map((watch) => watch.progress()),
      findings: { open: this.#fold.open },
      memory: { rssBytes: process.memoryUsage.rss() },
      ...inventoryStatus(this.#inventory.held),
    };
  }

  /** A newer configuration was refused; the status says why. */
  configError(error: string): void {
    this.#configError = error;
  }

  /** Ends everything within a second; what is not committed is read again at the next start. */
  async close(): Promise<void> {
    this.#scheduler.close();
    this.#guests.close();
    this.#abort.abort();
    this.#socket?.close();
    await this.#running;
    this.#ledger.close();
    this.#keeper.close();
    await this.#uplink?.closed;
    this.#outbox.close();
  }

  /** Whether the detector of an open finding is still on, and the log that it is about still watched. */
  #isLookedAfter({ detector, subject }: Finding): boolean {
    const { checks, rules } = this.#registry;
    if (detector === SOURCE_BLIND && !this.#intake.watches.some(({ id }) => id === subject.name)) return false;
    return [...checks, ...rules].some(({ id }) => id === detector);
  }

  #answer(question: Question) {
    return answer(question, {
      version: this.#options.version,
      profile: this.#host.profile.name,
      registry: this.#registry,
      ask: (ids) => this.#scheduler.ask(ids),
      sources: () => this.#intake.watches.map((watch) => watch.progress()),
      rescan: () => this.#intake.rescan(),
      inventory: () => this.#inventory.held.inventory,
    });
  }
}
