import { setTimeout as delay } from "node:timers/promises";
import { explainError, type Log, type Queue } from "../core/index.ts";
import { backoffMs } from "../rpc/backoff.ts";
import { type Channel, openChannel } from "../rpc/grpc.ts";
import { agentService } from "../rpc/services.ts";
import type { CloseReason, Outgoing } from "../rpc/stream.ts";
import type { TlsMaterial } from "../rpc/tls.ts";
import type { Answerer, HelloFacts } from "./facts.ts";
import { Session } from "./session.ts";

export interface UplinkOptions {
  readonly queue: Queue;
  /** HOST:PORT of the collector. */
  readonly address: string;
  /** Asked for at every connect, so that a renewed certificate needs no restart. */
  readonly tls: () => TlsMaterial;
  readonly hello: HelloFacts;
  readonly answer: Answerer;
  readonly log: Log;
  readonly now?: () => number;
  readonly random?: () => number;
}

export interface UplinkState {
  readonly connected: boolean;
  /** When it came to be connected or not, ms since the epoch. */
  readonly since: number;
  readonly lastAckAt?: number;
  /** Why it is not connected. */
  readonly lastError?: string;
}

/** Brings the findings of a queue to the collector for as long as the signal does not abort; the end of a stream is nothing unusual. */
export class Uplink {
  /** Settles when everything is closed, at most a second after the abort. */
  readonly closed: Promise<void>;
  readonly #options: UplinkOptions;
  readonly #now: () => number;
  readonly #abort = new AbortController();
  #session: Session | undefined;
  #state: UplinkState;
  /** Connections that failed since the last one that worked. */
  #failures = 0;
  /** This connection has shown that it works. */
  #well = false;

  constructor(options: UplinkOptions, signal: AbortSignal) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#state = { connected: false, since: this.#now() };
    this.closed = this.#run(AbortSignal.any([signal, this.#abort.signal]));
  }

  get state(): UplinkState {
    return this.#state;
  }

  /** The queue has grown. */
  wake(): void {
    this.#session?.wake();
  }

  close(): Promise<void> {
    this.#abort.abort();
    return this.closed;
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const reason = await this.#connect(signal);
      this.#session = undefined;
      if (signal.aborted) break;
      this.#lost(reason);
      const wait = backoffMs(this.#failures - 1, this.#options.random ?? Math.random);
      await delay(wait, undefined, { signal }).catch(() => undefined);
    }
    this.#state = { ...this.#state, connected: false, since: this.#now() };
  }

  /** One connection with one stream, until it ends. */
  async #connect(signal: AbortSignal): Promise<CloseReason> {
    const { address, tls, log } = this.#options;
    let channel: Channel | undefined;
    try {
      channel = openChannel(address, tls(), log);
      return await this.#stream(channel, signal);
    } catch (error) {
      return { status: "UNKNOWN", why: explainError(error) };
    } finally {
      channel?.close();
    }
  }

  #stream(channel: Channel, signal: AbortSignal): Promise<CloseReason> {
    return new Promise((resolve) => {
      const end = (outgoing: Outgoing<never>) => () => outgoing.fail("CANCELLED", "the agent stops");
      channel.stream(agentService.connect, (outgoing) => {
        const stop = end(outgoing);
        signal.addEventListener("abort", stop, { once: true });
        const closed = (reason: CloseReason) => {
          signal.removeEventListener("abort", stop);
          resolve(reason);
        };
        const { queue, hello, answer, log } = this.#options;
        const events = { welcomed: () => this.#welcomed(), acknowledged: () => this.#acknowledged(), closed };
        this.#session = new Session({ queue, hello, answer, log, now: this.#now, events }, outgoing);
        return this.#session;
      });
    });
  }

  #welcomed(): void {
    const { lastAckAt } = this.#state;
    this.#state = { connected: true, since: this.#now(), ...(lastAckAt === undefined ? {} : { lastAckAt }) };
    // With something to send, only an ack shows that all is well: a collector whose disk is full still welcomes.
    if (this.#options.queue.after(0, 1).length === 0) this.#settled();
  }

  #acknowledged(): void {
    this.#state = { ...this.#state, lastAckAt: this.#now() };
    if (!this.#well) this.#settled();
  }

  #settled(): void {
    this.#options.log("info", "connected", { address: this.#options.address, failures: this.#failures });
    this.#failures = 0;
    this.#well = true;
  }

  #lost({ status, why }: CloseReason): void {
    const { address, log } = this.#options;
    this.#failures += 1;
    this.#well = false;
    const lastError = `${status}: ${why}`;
    if (this.#failures === 1) log("warning", "not connected", { address, error: lastError });
    const since = this.#state.connected || this.#failures === 1 ? this.#now() : this.#state.since;
    this.#state = { ...this.#state, connected: false, since, lastError };
  }
}
