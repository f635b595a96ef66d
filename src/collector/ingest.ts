import { KraneError, type Log, type Question, type Reply } from "../core/index.ts";
import type { Handlers } from "../rpc/handlers.ts";
import { agentService } from "../rpc/services.ts";
import { AgentStream, type AgentStreamContext } from "./agent-stream.ts";
import { identityOf } from "./identity.ts";
import type { IngestBatch, IngestResult } from "./ingest-batch.ts";
import type { StoreClient } from "./store-client.ts";

/** Streams of one host at a time; more than one mean clones, and more than this mean harm. */
const STREAMS = 4;
/** An agent whose entries are rejected is logged so often. */
const REJECTED_LOG_MS = 60_000;

export interface IngestOptions {
  readonly store: StoreClient;
  readonly version: string;
  readonly log: Log;
  readonly now: () => number;
  readonly committed: (batch: IngestBatch, result: IngestResult) => void;
}

/** AgentService: which agents are connected, and what may be asked of them. */
export class Ingest {
  readonly #log: Log;
  readonly #context: AgentStreamContext;
  /** Streams of a host; more than one only where two outboxes speak under one certificate. The newest is the last. */
  readonly #hosts = new Map<string, AgentStream[]>();
  readonly #rejected = new Map<string, { count: number; loggedAt: number }>();

  constructor(options: IngestOptions) {
    this.#log = options.log;
    this.#context = {
      ...options,
      joined: (stream) => this.#joined(stream),
      left: (stream) => this.#left(stream),
      committed: (batch, result) => this.#committed(options, batch, result),
    };
  }

  /** Answers AgentService. Only a host's certificate gets in, and it says which host that is. */
  register(handlers: Handlers): void {
    handlers.stream(agentService.connect, (peer) => (outgoing) => {
      const identity = identityOf(peer.subjectAltName);
      if (identity?.role === "host") return new AgentStream(identity.name, outgoing, this.#context);
      this.#log("warning", "refused an agent without a host's certificate", { address: peer.address });
      outgoing.fail("PERMISSION_DENIED", "this needs a host's certificate");
      return { message: () => undefined, closed: () => undefined };
    });
  }

  isConnected(host: string): boolean {
    return this.#hosts.has(host);
  }

  get connected(): number {
    return this.#hosts.size;
  }

  /** Throws KRANE_COLLECTOR_ASK where the host is not connected or gives no answer before the signal aborts. */
  async ask(host: string, question: Question, signal: AbortSignal): Promise<Reply> {
    const stream = this.#hosts.get(host)?.at(-1);
    if (stream === undefined) throw new KraneError("KRANE_COLLECTOR_ASK", `${host} is not connected`);
    return await stream.ask(question, signal);
  }

  close(): void {
    const streams = [...this.#hosts.values()].flat();
    for (const stream of streams) stream.end("UNAVAILABLE", "the collector stops");
  }

  #joined(stream: AgentStream): void {
    const streams = this.#hosts.get(stream.host) ?? [];
    this.#hosts.set(stream.host, [...streams, stream]);
    for (const other of streams) {
      if (other.epoch === stream.epoch) other.end("ABORTED", "replaced by a newer stream of the same agent");
      else if (streams.length === STREAMS && other === streams[0]) other.end("RESOURCE_EXHAUSTED", "too many streams");
      else this.#log("warning", "two outboxes speak for one host, was it cloned?", { host: stream.host });
    }
  }

  #left(stream: AgentStream): void {
    const streams = (this.#hosts.get(stream.host) ?? []).filter((other) => other !== stream);
    if (streams.length === 0) this.#hosts.delete(stream.host);
    else this.#hosts.set(stream.host, streams);
  }

  #committed(options: IngestOptions, batch: IngestBatch, result: IngestResult): void {
    const [first] = result.rejected;
    if (first !== undefined) {
      const { host } = batch;
      const { count, loggedAt } = this.#rejected.get(host) ?? { count: 0, loggedAt: Number.NEGATIVE_INFINITY };
      const total = count + result.rejected.length;
      const due = options.now() - loggedAt >= REJECTED_LOG_MS;
      const fields = { host, count: total, sequence: first.sequence, why: first.why };
      if (due) this.#log("error", "rejected entries that are no findings", fields);
      this.#rejected.set(host, due ? { count: 0, loggedAt: options.now() } : { count: total, loggedAt });
    }
    options.committed(batch, result);
  }
}
