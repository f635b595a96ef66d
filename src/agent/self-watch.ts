import { type AgentRule, type Attributes, explainError, type Log, type Rule } from "../core/index.ts";
import { agentCondition } from "../detect/agent-condition.ts";
import type { Fold } from "../detect/fold.ts";
import { agentOccurrence } from "../detect/occurrence.ts";
import { type BlockedThread, blockedThreads } from "../host/blocked-threads.ts";
import { readSmall } from "../host/small-file.ts";
import { GUEST_THREAD } from "../parse/guest/guest-thread.ts";
import { pause } from "../sources/pause.ts";
import { ClockSteps } from "./clock-steps.ts";
import { type LogGrowth, StalledLogs } from "./stalled-logs.ts";
import { StuckThreads } from "./stuck-threads.ts";

const EVERY_MS = 30_000;

export interface SelfWatchOptions {
  readonly rules: readonly Rule[];
  readonly fold: Fold;
  readonly host: string;
  /** Name of the kernel's ring among the logs. */
  readonly kmsg: string;
  readonly logs: () => readonly LogGrowth[];
  /** Told after each look. */
  readonly looked: () => void;
  readonly log: Log;
  readonly proc?: string;
  /** ms since the epoch. */
  readonly wall?: () => number;
  /** Monotonic, in ms. */
  readonly now?: () => number;
}

interface Trouble {
  readonly attributes: Attributes;
  readonly lines?: readonly string[];
}

function troubleOf({ id, name, processId, processName, waitsIn }: BlockedThread): Trouble {
  const place = waitsIn ?? "unknown";
  return {
    attributes: {
      "krane.thread": `${name}[${id}]`,
      "process.pid": id,
      "process.title": name,
      "krane.process.pid": processId,
      "krane.kernel.wait": place,
    },
    lines: [`${processName}[${processId}] thread ${name}[${id}] state D in ${place}`],
  };
}

/** Looks every half minute for what no log says, because the log itself has gone silent, or because its clock is wrong. */
export class SelfWatch {
  readonly #options: Required<SelfWatchOptions>;
  readonly #guests = new StuckThreads();
  readonly #others = new StuckThreads();
  readonly #stalled: StalledLogs;
  readonly #clock = new ClockSteps();
  #failure = "";

  constructor(options: SelfWatchOptions) {
    this.#options = { proc: "/proc", wall: Date.now, now: () => performance.now(), ...options };
    this.#stalled = new StalledLogs(options.kmsg);
  }

  /** Looks until the signal aborts; a look that fails is told once and tried again. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.look();
        this.#failure = "";
      } catch (error) {
        const failure = explainError(error);
        if (failure !== this.#failure) this.#options.log("warning", "could not look around", { error: failure });
        this.#failure = failure;
      }
      await pause(EVERY_MS, signal);
    }
  }

  /** One look at everything. */
  async look(): Promise<void> {
    const { proc, logs, now, wall, looked } = this.#options;
    const uptime = Number(readSmall(`${proc}/uptime`)?.split(" ")[0]);
    const step = Number.isFinite(uptime) ? this.#clock.look(wall(), uptime * 1000) : undefined;
    if (step !== undefined) this.#event("clock-step", { "krane.clock.step_seconds": Math.round(step / 1000) });
    const stalled = this.#stalled.look(logs(), now());
    this.#state(
      "log-stalled",
      stalled.map(({ id, other }) => ({ attributes: { "krane.source.id": id, "krane.source.other": other } })),
    );
    await this.#threads();
    looked();
  }

  /** Guests' threads always; all others while the kernel would not tell of them. */
  async #threads(): Promise<void> {
    const { proc, now } = this.#options;
    const left = readSmall(`${proc}/sys/kernel/hung_task_warnings`)?.trim();
    const isBlind = left === "0";
    this.#state("hung-task-blind", isBlind ? [{ attributes: { "krane.kernel.hung_task_warnings": 0 } }] : []);
    const blocked = await blockedThreads(proc, ({ name }) => isBlind || GUEST_THREAD.test(name));
    const isGuests = ({ name, processName }: BlockedThread) =>
      GUEST_THREAD.test(processName) || GUEST_THREAD.test(name);
    const guests = this.#guests.look(blocked.filter(isGuests), now());
    const others = this.#others.look(isBlind ? blocked.filter((thread) => !isGuests(thread)) : [], now());
    this.#state("guest-thread-blocked", guests.map(troubleOf));
    this.#state("thread-blocked", others.map(troubleOf));
  }

  /** A rule that the site has muted says nothing. */
  #rule(id: string): AgentRule | undefined {
    const rule = this.#options.rules.find((candidate) => candidate.id === id);
    return rule?.source === "agent" ? rule : undefined;
  }

  #state(id: string, troubles: readonly Trouble[]): void {
    const { fold, host, wall } = this.#options;
    const rule = this.#rule(id);
    if (rule === undefined) return;
    fold.results(
      id,
      troubles.map((trouble) => agentCondition(rule, host, trouble)),
      wall(),
    );
  }

  #event(id: string, attributes: Attributes): void {
    const rule = this.#rule(id);
    if (rule !== undefined) this.#options.fold.event(agentOccurrence(rule, attributes, this.#options.wall()));
  }
}
