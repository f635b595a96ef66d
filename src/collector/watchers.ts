import type { Finding, Status } from "../core/index.ts";
import { decodeFinding, findingMessage } from "../rpc/codec.ts";
import type { krane } from "../rpc/generated/krane.js";
import type { Outgoing } from "../rpc/stream.ts";
import type { IngestBatch, IngestResult } from "./ingest-batch.ts";

type WatchResponse = krane.v1.WatchResponse.$Properties;

/** Findings that wait for a slow watcher before it is cut off. */
const BUFFER = 1000;

export interface WatchFilter {
  readonly host: string | undefined;
  /** All where it is empty. */
  readonly statuses: readonly Status[];
}

/** One who watches. */
class Watcher {
  readonly #filter: WatchFilter;
  readonly #outgoing: Outgoing<WatchResponse>;
  #waiting: WatchResponse[] = [];
  #blocked = false;

  constructor(filter: WatchFilter, outgoing: Outgoing<WatchResponse>) {
    this.#filter = filter;
    this.#outgoing = outgoing;
  }

  wants(host: string): boolean {
    return this.#filter.host === undefined || this.#filter.host === host;
  }

  offer(finding: Finding, response: WatchResponse): void {
    const { statuses } = this.#filter;
    if (statuses.length > 0 && !statuses.includes(finding.status)) return;
    if (!this.#blocked) {
      this.#blocked = !this.#outgoing.write(response);
    } else if (this.#waiting.push(response) > BUFFER) {
      const lost = this.#waiting.length;
      this.#waiting = [];
      this.#outgoing.fail("RESOURCE_EXHAUSTED", `the watcher is too slow and lost ${lost} findings`);
    }
  }

  drained(): void {
    this.#blocked = false;
    while (!this.#blocked) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#blocked = !this.#outgoing.write(next);
    }
  }
}

/** Everyone who watches findings become durable. */
export class Watchers {
  readonly #all = new Map<Outgoing<WatchResponse>, Watcher>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  get count(): number {
    return this.#all.size;
  }

  add(filter: WatchFilter, outgoing: Outgoing<WatchResponse>): { drained(): void; closed(): void } {
    const watcher = new Watcher(filter, outgoing);
    this.#all.set(outgoing, watcher);
    return { drained: () => watcher.drained(), closed: () => this.#all.delete(outgoing) };
  }

  /** Tells them what this batch made durable that was not before. */
  committed({ host, entries }: IngestBatch, { previous, acked, rejected }: IngestResult): void {
    const interested = [...this.#all.values()].filter((watcher) => watcher.wants(host));
    if (interested.length === 0) return;
    const bad = new Set(rejected.map(({ sequence }) => sequence));
    const receivedAtMs = this.#now();
    for (const { sequence, payload } of entries) {
      if (sequence <= previous || sequence > acked || bad.has(sequence)) continue;
      const finding = decodeFinding(payload);
      const response = { finding: { host, finding: findingMessage(finding), receivedAtMs } };
      for (const watcher of interested) watcher.offer(finding, response);
    }
  }

  close(): void {
    for (const outgoing of this.#all.keys()) outgoing.fail("UNAVAILABLE", "the collector stops");
  }
}
