import { parentPort, workerData } from "node:worker_threads";
import { explainError, KraneError } from "../core/index.ts";
import { isDamaged, openDatabase } from "./database.ts";
import { unpackBatch } from "./ingest-batch.ts";
import { Store } from "./store.ts";
import type { StoreFailure, StoreMessage, StoreRequest } from "./store-calls.ts";

// The thread of the store: SQLite is synchronous, and a commit on a bad disk takes 300 ms, which no connection should feel.

const { path } = workerData as { readonly path: string };

function post(message: StoreMessage): void {
  parentPort?.postMessage(message);
}

function failureOf(error: unknown): StoreFailure {
  return { code: error instanceof KraneError ? error.code : "KRANE_STORE_FAILED", message: explainError(error) };
}

function open(damaged: boolean): Store {
  const { database, aside } = openDatabase(path, Date.now(), damaged);
  if (aside !== undefined) post({ event: "aside", path: aside });
  return new Store(database);
}

function perform(store: Store, request: StoreRequest): unknown {
  switch (request.call) {
    case "ingest":
      return store.ingest(request.args.map(unpackBatch), Date.now());
    case "hello":
      return store.hello(request.args, Date.now());
    case "hosts":
      return store.hosts(request.args.host);
    case "findings":
      return store.findings(request.args);
    case "prune":
      return store.prune(Date.now());
    case "close":
      store.close();
      return parentPort?.close();
  }
}

function serve(first: Store): void {
  let store = first;
  parentPort?.on("message", (request: StoreRequest) => {
    try {
      post({ event: "value", id: request.id, value: perform(store, request) });
    } catch (error) {
      post({ event: "error", id: request.id, failure: failureOf(error) });
      if (!(error instanceof Error) || !(isDamaged(error) || isDamaged(error.cause))) return;
      // The change was not acknowledged, so the agents still have it; what was durable before stays in the file put aside.
      store.close();
      store = open(true);
    }
  });
  post({ event: "opened" });
}

try {
  serve(open(false));
} catch (error) {
  post({ event: "failed", failure: failureOf(error) });
}
