import { Worker } from "node:worker_threads";
import { KraneError, type Log } from "../core/index.ts";
import type { StoreCall, StoreCalls, StoreMessage, StoreRequest } from "./store-calls.ts";

const RESTART_MS = 1000;

/** In the bundle the thread's program lies beside this chunk, from source beside this file. */
const PROGRAM = new URL(import.meta.url.endsWith(".ts") ? "./store-worker.ts" : "./store-worker.js", import.meta.url);

interface Open {
  resolve(value: never): void;
  reject(error: unknown): void;
}

/** The store's thread and the calls to it that are open. Should the thread end, they fail and another one is started. */
export class StoreThread {
  readonly #path: string;
  readonly #log: Log;
  readonly #open = new Map<number, Open>();
  #worker: Worker | undefined;
  #id = 0;
  #closing = false;

  private constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
  }

  /** Starts a thread that has the database at `path` open. */
  static async start(path: string, log: Log): Promise<StoreThread> {
    const thread = new StoreThread(path, log);
    await thread.#start();
    return thread;
  }

  get running(): boolean {
    return this.#worker !== undefined;
  }

  call<C extends StoreCall>(
    call: C,
    args: StoreCalls[C]["args"],
    transfer: ArrayBuffer[] = [],
  ): Promise<StoreCalls[C]["value"]> {
    const worker = this.#worker;
    if (worker === undefined) {
      return Promise.reject(new KraneError("KRANE_STORE_FAILED", "the store's thread is not running"));
    }
    this.#id += 1;
    const request = { id: this.#id, call, args } as StoreRequest;
    return new Promise<StoreCalls[C]["value"]>((resolve, reject) => {
      this.#open.set(request.id, { resolve, reject });
      worker.postMessage(request, transfer);
    });
  }

  async close(): Promise<void> {
    this.#closing = true;
    const worker = this.#worker;
    await this.call("close", {}).catch(() => undefined);
    await worker?.terminate();
  }

  #start(): Promise<void> {
    const worker = new Worker(PROGRAM, { workerData: { path: this.#path }, name: "store" });
    return new Promise((resolve, reject) => {
      worker.on("message", (message: StoreMessage) => {
        if (message.event === "opened") {
          this.#worker = worker;
          resolve();
        } else if (message.event === "failed") {
          reject(new KraneError(message.failure.code, message.failure.message));
        } else {
          this.#received(message);
        }
      });
      worker.on("error", (error) => {
        this.#log("error", "the store's thread failed", { error });
        reject(error);
      });
      worker.on("exit", () => this.#ended(worker));
    });
  }

  #received(message: Exclude<StoreMessage, { event: "opened" | "failed" }>): void {
    if (message.event === "aside") {
      this.#log("error", "the database was damaged, put it aside and made a new one", { kept: message.path });
      return;
    }
    const open = this.#open.get(message.id);
    this.#open.delete(message.id);
    if (message.event === "value") open?.resolve(message.value as never);
    else open?.reject(new KraneError(message.failure.code, message.failure.message));
  }

  #ended(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const error = new KraneError("KRANE_STORE_FAILED", "the store's thread ended");
    for (const { reject } of this.#open.values()) reject(error);
    this.#open.clear();
    if (!this.#closing) this.#restart();
  }

  #restart(): void {
    setTimeout(() => {
      if (this.#closing) return;
      this.#start().catch((error: unknown) => {
        this.#log("error", "could not start the store again", { error });
        this.#restart();
      });
    }, RESTART_MS);
  }
}
