import type { Queue } from "../core/index.ts";
import { FINDING_BYTES } from "../rpc/codec.ts";
import { BATCH_BYTES, BATCH_ENTRIES } from "../rpc/protocol.ts";

export interface BatchEntry {
  readonly sequence: number;
  readonly finding: Uint8Array;
}

/** The entries to send after `sequence`, oldest first; none where the queue has no more. */
export function nextBatch(queue: Queue, sequence: number): BatchEntry[] {
  const batch: BatchEntry[] = [];
  let bytes = 0;
  for (const entry of queue.after(sequence, BATCH_ENTRIES)) {
    // No finding of ours is that large. Cut, it is still sent: the collector refuses it and keeps what came, and the others go on.
    const finding = entry.payload.subarray(0, FINDING_BYTES + 1);
    bytes += finding.length;
    if (batch.length > 0 && bytes > BATCH_BYTES) break;
    batch.push({ sequence: entry.sequence, finding });
  }
  return batch;
}
