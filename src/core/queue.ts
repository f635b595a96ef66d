/** One finding on its way to the collector, as bytes of the wire. */
export interface QueueEntry {
  /** Grows with each entry of an epoch; never used twice. A jump means entries that were evicted or damaged. */
  readonly sequence: number;
  readonly payload: Uint8Array;
}

/** Findings that the collector has not made durable yet, in order. */
export interface Queue {
  /** Random, made with the queue: a new queue is a new epoch, so that sequences never collide. May change while the agent runs. */
  readonly epoch: string;
  /** At most `limit` entries behind `sequence`, oldest first. */
  after(sequence: number, limit: number): readonly QueueEntry[];
  /** Everything up to `sequence` is durable at the collector and may be forgotten. */
  acknowledge(sequence: number): void;
}
