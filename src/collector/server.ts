import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../core/index.ts";
import { createRpc, type Rpc } from "../rpc/grpc.ts";
import { type Listener, listen } from "../rpc/listener.ts";
import type { TlsMaterial } from "../rpc/tls.ts";
import { Health } from "./health.ts";
import { Ingest } from "./ingest.ts";
import { registerQueries } from "./query.ts";
import { StoreClient } from "./store-client.ts";
import { Watchers } from "./watchers.ts";

export interface CollectorOptions {
  readonly host: string;
  readonly port: number;
  /** Path of the database. */
  readonly database: string;
  readonly tls: TlsMaterial;
  readonly version: string;
  readonly log: Log;
  readonly now?: () => number;
  readonly handshakeTimeoutMs?: number;
  readonly maxConnections?: number;
}

export interface Collector {
  readonly port: number;
  /** New connections are met with this certificate from now on. */
  renew(tls: TlsMaterial): void;
  /** Within a second; what was acknowledged is durable. */
  close(): Promise<void>;
}

const PRUNE_MS = 3_600_000;
/** For the last words of the streams to get out. */
const FAREWELL_MS = 100;

/** The whole collector: the store, the services, and the port that they are reached at. */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const { version, log, now = Date.now } = options;
  const store = await StoreClient.open(options.database, log);
  const watchers = new Watchers(now);
  const health = new Health(() => !store.failing);
  const committed = watchers.committed.bind(watchers);
  const ingest = new Ingest({ store, version, log, now, committed });
  const rpc = createRpc(log);
  ingest.register(rpc);
  registerQueries(rpc, { store, ingest, watchers, log });
  health.register(rpc);

  const listener = await listenFor(rpc, options).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const pruning = setInterval(() => prune(store, log), PRUNE_MS);

  return {
    port: listener.port,
    renew: listener.renew,
    async close() {
      clearInterval(pruning);
      listener.close();
      health.close();
      watchers.close();
      ingest.close();
      await delay(FAREWELL_MS);
      rpc.close();
      await store.close();
    },
  };
}

function listenFor({ accept }: Rpc, options: CollectorOptions): Promise<Listener> {
  const { host, port, tls, log, handshakeTimeoutMs = 10_000, maxConnections = 20_000 } = options;
  return listen({ host, port, tls, handshakeTimeoutMs, maxConnections, log, accept });
}

function prune(store: StoreClient, log: Log): void {
  store.prune().then(
    (count) => count > 0 && log("info", "forgot old findings", { count }),
    (error: unknown) => log("error", "could not forget old findings", { error }),
  );
}
