import { randomUUID } from "node:crypto";
import type { Finding, Queue, QueueEntry } from "../../src/core/index.ts";
import { encodeFinding } from "../../src/rpc/codec.ts";

/** A queue without a disk. */
export class MemoryQueue implements Queue {
  readonly epoch: string;
  #entries: QueueEntry[] = [];
  #sequence = 0;
  #waiting: { readonly size: number; readonly resolve: () => void }[] = [];

  constructor(epoch: string = randomUUID()) {
    this.epoch = epoch;
  }

  get size(): number {
    return this.#entries.length;
  }

  put(finding: Finding): void {
    this.putBytes(encodeFinding(finding));
  }

  putBytes(payload: Uint8Array): void {
    this.#sequence += 1;
    this.#entries.push({ sequence: this.#sequence, payload });
  }

  after(sequence: number, limit: number): readonly QueueEntry[] {
    const start = this.#entries.findIndex((entry) => entry.sequence > sequence);
    return start === -1 ? [] : this.#entries.slice(start, start + limit);
  }

  acknowledge(sequence: number): void {
    const kept = this.#entries.findIndex((entry) => entry.sequence > sequence);
    this.#entries = kept === -1 ? [] : this.#entries.slice(kept);
    for (const { size, resolve } of this.#waiting) if (this.size <= size) resolve();
    this.#waiting = this.#waiting.filter(({ size }) => this.size > size);
  }

  /** Resolves once so much was acknowledged that no more than `size` is left. */
  shrunkTo(size: number): Promise<void> {
    if (this.size <= size) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ size, resolve }));
  }

  empty(): Promise<void> {
    return this.shrunkTo(0);
  }
}
