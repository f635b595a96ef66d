import { KraneError } from "../../core/index.ts";
import { backoffMs } from "../../rpc/backoff.ts";
import type { HostFinding } from "../../rpc/host-finding.ts";
import type { QueryClient, WatchWanted } from "../../rpc/query-client.ts";
import { pause } from "../../sources/pause.ts";
import type { Target } from "./collector.ts";
import { newFindings } from "./new-findings.ts";

/** Somebody sits in front of it: a try every few seconds costs the collector little. */
const LONGEST_MS = 10_000;

/** An agent that was away too brings findings that it made long before. */
const OBSERVED_MS = 24 * 3_600_000;
/** The collector tells the time of a finding once before and once after it is durable. */
const RECEIVED_MS = 5_000;
const MISSED_MOST = 1_000;

/** What becomes of a watch. */
export interface WatchEvents {
  finding(found: HostFinding): void;
  strange(): void;
  /** From here on nothing is missed; `again` where it was lost before. */
  watching(again: boolean): void;
  /** It is tried again. Called once until `watching` is. */
  lost(error: KraneError): void;
}

export interface Watch {
  readonly target: Target;
  readonly wanted: WatchWanted;
  readonly events: WatchEvents;
}

/** What came while the watch was lost, the oldest first; `since` is the collector's time of the last that was seen. */
async function missed(client: QueryClient, wanted: WatchWanted, since: number): Promise<readonly HostFinding[]> {
  const { findings } = await client.findings({ ...wanted, sinceMs: since - OBSERVED_MS, limit: MISSED_MOST });
  return findings.filter(({ receivedAt }) => receivedAt >= since - RECEIVED_MS).reverse();
}

/** A watch over many connections. */
class Watching {
  readonly #watch: Watch;
  readonly #isNew = newFindings();
  #state: "new" | "watching" | "lost" = "new";
  #failures = 0;
  /** By the collector's clock, but for the moment it began, which is by ours. */
  #lastReceivedAt = 0;

  constructor(watch: Watch) {
    this.#watch = watch;
  }

  /** One connection, until it is lost. */
  async follow(signal: AbortSignal): Promise<void> {
    const { target, wanted, events } = this.#watch;
    const client = target.open();
    try {
      for await (const event of client.watch(wanted, signal)) {
        if (event.kind === "finding") this.#found(event);
        else if (event.kind === "strange") events.strange();
        else await this.#begun(client);
      }
    } finally {
      client.close();
    }
  }

  /** Waits before the next connection; throws what does not pass by itself. */
  async lost(error: unknown, signal: AbortSignal): Promise<void> {
    const gone = error instanceof KraneError && error.code === "KRANE_QUERY_UNREACHABLE";
    if (!gone || this.#state === "new") throw error;
    if (this.#state === "watching") this.#watch.events.lost(error);
    this.#state = "lost";
    await pause(backoffMs(this.#failures, Math.random, LONGEST_MS), signal);
    this.#failures += 1;
  }

  #found(found: HostFinding): void {
    this.#lastReceivedAt = Math.max(this.#lastReceivedAt, found.receivedAt);
    if (this.#isNew(found)) this.#watch.events.finding(found);
  }

  async #begun(client: QueryClient): Promise<void> {
    const { wanted, events } = this.#watch;
    if (this.#state === "new") this.#lastReceivedAt = Date.now();
    const found = this.#state === "lost" ? await missed(client, wanted, this.#lastReceivedAt) : [];
    events.watching(this.#state === "lost");
    this.#state = "watching";
    this.#failures = 0;
    for (const one of found) this.#found(one);
  }
}

/**
 * Watches until the signal aborts. A collector that goes away is waited for, and what came meanwhile is shown; one that was never
 * there, or says no, is an error.
 */
export async function watchLoop(watch: Watch, signal: AbortSignal): Promise<void> {
  const watching = new Watching(watch);
  while (!signal.aborted) {
    try {
      await watching.follow(signal);
    } catch (error) {
      await watching.lost(error, signal);
    }
  }
}
