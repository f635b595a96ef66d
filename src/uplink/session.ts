import { explainError, type Log, type Queue } from "../core/index.ts";
import { PROTOCOL, WINDOW } from "../rpc/protocol.ts";
import type { FromAgent, FromCollector } from "../rpc/services.ts";
import type { CloseReason, Incoming, Outgoing } from "../rpc/stream.ts";
import { answering } from "./answering.ts";
import { nextBatch } from "./batch.ts";
import type { Answerer, HelloFacts } from "./facts.ts";

const WELCOME_MS = 30_000;
/** A collector that takes batches and acknowledges none for so long is left for a new connection. */
const ACK_MS = 120_000;

export interface SessionOptions {
  readonly queue: Queue;
  readonly hello: HelloFacts;
  readonly answer: Answerer;
  readonly log: Log;
  readonly now: () => number;
  readonly events: {
    welcomed(collectorVersion: string): void;
    acknowledged(): void;
    closed(reason: CloseReason): void;
  };
}

/** One stream to the collector, from Hello to its end. */
export class Session implements Incoming<FromCollector> {
  readonly #options: SessionOptions;
  readonly #outgoing: Outgoing<FromAgent>;
  readonly #over = new AbortController();
  readonly #asked: (message: FromCollector) => void;
  /** Last sequences of the batches that are under way. */
  readonly #underWay: number[] = [];
  #position = 0;
  #window = 0;
  #blocked = false;
  #deadline: NodeJS.Timeout | undefined;

  constructor(options: SessionOptions, outgoing: Outgoing<FromAgent>) {
    this.#options = options;
    this.#outgoing = outgoing;
    const { hello, queue, now, answer } = options;
    this.#asked = answering(answer, this, this.#over.signal);
    outgoing.write({
      hello: { ...hello, minProtocol: PROTOCOL.min, maxProtocol: PROTOCOL.max, epoch: queue.epoch, timeMs: now() },
    });
    this.#expect(WELCOME_MS, "no welcome");
  }

  message(message: FromCollector): void {
    if (message.welcome) this.#welcomed(message.welcome);
    else if (message.ack) this.#acknowledged(message.ack);
    else this.#asked(message);
  }

  drained(): void {
    this.#blocked = false;
    this.wake();
  }

  closed(reason: CloseReason): void {
    clearTimeout(this.#deadline);
    this.#window = 0;
    this.#over.abort();
    this.#options.events.closed(reason);
  }

  get blocked(): boolean {
    return this.#blocked;
  }

  send(message: FromAgent): void {
    this.#blocked = !this.#outgoing.write(message);
  }

  /** Sends what the queue has and the window and the connection take. */
  wake(): void {
    try {
      this.#pump();
    } catch (error) {
      this.#outgoing.fail("INTERNAL", explainError(error));
    }
  }

  #pump(): void {
    while (!this.#blocked && this.#underWay.length < this.#window) {
      const entries = nextBatch(this.#options.queue, this.#position);
      const last = entries.at(-1);
      if (last === undefined) return;
      this.#position = last.sequence;
      if (this.#underWay.push(last.sequence) === 1) this.#expect(ACK_MS, "no ack");
      this.send({ batch: { entries } });
    }
  }

  #expect(ms: number, missing: string): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => {
      this.#outgoing.fail("DEADLINE_EXCEEDED", `${missing} within ${ms / 1000} s`);
    }, ms);
  }

  #welcomed(welcome: NonNullable<FromCollector["welcome"]>): void {
    const protocol = welcome.protocol ?? 0;
    if (protocol < PROTOCOL.min || protocol > PROTOCOL.max) {
      this.#outgoing.fail("FAILED_PRECONDITION", `the collector wants protocol ${protocol}`);
      return;
    }
    clearTimeout(this.#deadline);
    this.#window = Math.min(Math.max(1, welcome.window ?? 1), WINDOW * 4);
    this.#position = welcome.ackedSequence ?? 0;
    if (this.#position > 0) this.#options.queue.acknowledge(this.#position);
    this.#options.events.welcomed(welcome.collectorVersion ?? "");
    this.wake();
  }

  #acknowledged(ack: NonNullable<FromCollector["ack"]>): void {
    // Never beyond what was sent: an ack from nowhere would throw findings away that are durable nowhere else.
    const sequence = Math.min(ack.sequence ?? 0, this.#position);
    while ((this.#underWay[0] ?? Number.POSITIVE_INFINITY) <= sequence) this.#underWay.shift();
    if (this.#underWay.length === 0) clearTimeout(this.#deadline);
    else this.#expect(ACK_MS, "no ack");
    const rejected = ack.rejected ?? [];
    if (rejected.length > 0) {
      const [first] = rejected;
      this.#options.log("error", "findings were rejected", { count: rejected.length, first: first?.why ?? "" });
    }
    this.#options.queue.acknowledge(sequence);
    this.#options.events.acknowledged();
    this.wake();
  }
}
