import { explainError, KraneError, type Log, type Question, type Reply } from "../core/index.ts";
import { wholeOf } from "../rpc/fields.ts";
import { WINDOW } from "../rpc/protocol.ts";
import { replyOf } from "../rpc/questions.ts";
import type { FromAgent, FromCollector } from "../rpc/services.ts";
import type { CloseReason, Incoming, Outgoing } from "../rpc/stream.ts";
import { capabilitiesOf, helloRow, protocolFor } from "./hello.ts";
import type { IngestBatch, IngestResult } from "./ingest-batch.ts";
import { OpenQuestions } from "./open-questions.ts";
import type { StoreClient } from "./store-client.ts";

const HELLO_MS = 10_000;
/** More entries than any agent of ours puts into a batch. */
const ENTRIES = 1000;

export interface AgentStreamContext {
  readonly store: StoreClient;
  readonly version: string;
  readonly log: Log;
  readonly now: () => number;
  /** The stream has said hello and belongs to this epoch. */
  joined(stream: AgentStream): void;
  left(stream: AgentStream): void;
  /** Entries that have become durable with this batch. */
  committed(batch: IngestBatch, result: IngestResult): void;
}

type Phase = "new" | "greeting" | "open" | "over";

/** One agent's stream: hello, then batches into the store and acks out of it, and questions with their answers. */
export class AgentStream implements Incoming<FromAgent> {
  readonly host: string;
  readonly #context: AgentStreamContext;
  readonly #outgoing: Outgoing<FromCollector>;
  readonly #questions: OpenQuestions;
  readonly #helloTimer: NodeJS.Timeout;
  #phase: Phase = "new";
  #epoch = "";
  #capabilities: ReadonlySet<string> = new Set();
  /** Last sequence that came. */
  #position = 0;
  #underWay = 0;
  /** The agent does not take its acks. */
  #blocked = false;

  constructor(host: string, outgoing: Outgoing<FromCollector>, context: AgentStreamContext) {
    this.host = host;
    this.#context = context;
    this.#outgoing = outgoing;
    this.#questions = new OpenQuestions(host, (message) => outgoing.write(message));
    this.#helloTimer = setTimeout(() => outgoing.fail("DEADLINE_EXCEEDED", "no hello came"), HELLO_MS);
  }

  get epoch(): string {
    return this.#epoch;
  }

  message(message: FromAgent): void {
    if (message.hello) this.#hello(message.hello);
    else if (this.#phase !== "open") throw new KraneError("KRANE_RPC_INVALID", "the first message must be hello");
    else if (message.batch) this.#batch(message.batch);
    else this.#reply(message);
  }

  drained(): void {
    this.#blocked = false;
    this.#throttle();
  }

  closed({ status, why }: CloseReason): void {
    clearTimeout(this.#helloTimer);
    const joined = this.#phase === "open";
    this.#phase = "over";
    this.#questions.close();
    if (!joined) return;
    this.#context.log("info", "agent disconnected", { host: this.host, status, why });
    this.#context.left(this);
  }

  /** Throws KRANE_COLLECTOR_ASK where the agent cannot answer, or does not until the signal aborts. */
  ask(question: Question, signal: AbortSignal): Promise<Reply> {
    if (this.#capabilities.has(question.kind)) return this.#questions.ask(question, signal);
    return Promise.reject(new KraneError("KRANE_COLLECTOR_ASK", `${this.host} cannot answer ${question.kind}`));
  }

  end(status: "ABORTED" | "RESOURCE_EXHAUSTED" | "UNAVAILABLE", why: string): void {
    this.#outgoing.fail(status, why);
  }

  #hello(hello: NonNullable<FromAgent["hello"]>): void {
    const { store, now } = this.#context;
    if (this.#phase !== "new") throw new KraneError("KRANE_RPC_INVALID", "a second hello");
    this.#phase = "greeting";
    clearTimeout(this.#helloTimer);
    const protocol = protocolFor(hello);
    if (protocol === undefined) {
      const range = `${hello.minProtocol}..${hello.maxProtocol}`;
      this.#outgoing.fail("FAILED_PRECONDITION", `this collector does not speak protocol ${range}`);
      return;
    }
    const row = helloRow(this.host, hello, now());
    this.#epoch = row.epoch;
    this.#capabilities = capabilitiesOf(hello);
    store.hello(row).then(
      (acked) => this.#welcome(protocol, acked, row.agentVersion),
      (error: unknown) => this.#outgoing.fail("UNAVAILABLE", explainError(error)),
    );
  }

  #welcome(protocol: number, ackedSequence: number, agentVersion: string): void {
    if (this.#phase !== "greeting") return;
    const { version, now, log } = this.#context;
    this.#phase = "open";
    this.#position = ackedSequence;
    log("info", "agent connected", { host: this.host, version: agentVersion, acked: ackedSequence });
    this.#outgoing.write({
      welcome: { protocol, collectorVersion: version, ackedSequence, window: WINDOW, timeMs: now() },
    });
    this.#context.joined(this);
  }

  #batch(message: NonNullable<FromAgent["batch"]>): void {
    const entries = (message.entries ?? []).map(({ sequence, finding }) => ({
      sequence: wholeOf("sequence", sequence),
      payload: finding ?? new Uint8Array(),
    }));
    if (entries.length > ENTRIES) throw new KraneError("KRANE_RPC_INVALID", `${entries.length} entries in a batch`);
    const batch = { host: this.host, epoch: this.#epoch, after: this.#position, entries };
    for (const { sequence } of entries) {
      if (sequence <= this.#position) throw new KraneError("KRANE_RPC_INVALID", "sequences do not grow");
      this.#position = sequence;
    }
    if (entries.length === 0) return;
    this.#underWay += 1;
    this.#throttle();
    this.#context.store.ingest(batch).then(
      (result) => this.#committed(batch, result),
      (error: unknown) => this.#outgoing.fail("UNAVAILABLE", explainError(error)),
    );
  }

  #committed(batch: IngestBatch, result: IngestResult): void {
    this.#underWay -= 1;
    this.#context.committed(batch, result);
    if (result.acked < (batch.entries.at(-1)?.sequence ?? 0)) {
      this.#outgoing.fail("ABORTED", "what came before was not made durable, send it again");
      return;
    }
    this.#blocked = !this.#outgoing.write({ ack: { sequence: result.acked, rejected: [...result.rejected] } });
    this.#throttle();
  }

  /** Reads on only while window, store and acks have room: whoever ignores the window or his acks waits in his own socket. */
  #throttle(): void {
    const { store } = this.#context;
    if (this.#underWay < WINDOW && !store.full && !this.#blocked) {
      this.#outgoing.resume();
      return;
    }
    this.#outgoing.pause();
    if (store.full) void store.room().then(() => this.#throttle());
  }

  #reply(message: FromAgent): void {
    const replied = replyOf(message);
    if (replied !== undefined) this.#questions.replied(replied);
  }
}
