import { KraneError, type Question, type Reply } from "../core/index.ts";
import { questionMessage, type Replied } from "../rpc/questions.ts";
import type { FromCollector } from "../rpc/services.ts";

interface OpenQuestion {
  readonly kind: Question["kind"];
  resolve(reply: Reply): void;
  reject(error: KraneError): void;
}

/** Questions of one agent at a time. */
const MOST = 16;

/** The questions that one agent has been asked and has not answered yet. */
export class OpenQuestions {
  readonly #host: string;
  readonly #send: (message: FromCollector) => void;
  readonly #open = new Map<string, OpenQuestion>();
  #asked = 0;

  constructor(host: string, send: (message: FromCollector) => void) {
    this.#host = host;
    this.#send = send;
  }

  /** The agent's answer; throws KRANE_COLLECTOR_ASK where none comes until the signal aborts. */
  ask(question: Question, signal: AbortSignal): Promise<Reply> {
    if (this.#open.size >= MOST) return Promise.reject(this.#failed("has too many open questions"));
    this.#asked += 1;
    const requestId = `q${this.#asked}`;
    const given = new Promise<Reply>((resolve, reject) => {
      this.#open.set(requestId, { kind: question.kind, resolve, reject });
      signal.addEventListener("abort", () => reject(this.#failed("did not answer in time")), { once: true });
      if (signal.aborted) reject(this.#failed("was not asked: it is too late"));
      else this.#send(questionMessage(requestId, question));
    });
    return given.finally(() => this.#open.delete(requestId));
  }

  /** A reply has come; one that nobody waits for any more is nothing. */
  replied({ requestId, reply }: Replied): void {
    const open = this.#open.get(requestId);
    if (open === undefined) return;
    if (reply.kind === "error") open.reject(this.#failed(`says: ${reply.why}`));
    else if (reply.kind !== open.kind) open.reject(this.#failed("answered another question"));
    else open.resolve(reply);
  }

  close(): void {
    for (const { reject } of this.#open.values()) reject(this.#failed("has gone"));
    this.#open.clear();
  }

  #failed(why: string): KraneError {
    return new KraneError("KRANE_COLLECTOR_ASK", `${this.#host} ${why}`);
  }
}
