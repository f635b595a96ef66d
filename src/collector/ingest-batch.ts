/** Entries of one agent's stream, on their way into the store. */
export interface IngestBatch {
  readonly host: string;
  readonly epoch: string;
  /** Where the stream stood before. If that is not durable the batch is refused: an ack behind a hole would lose the hole. */
  readonly after: number;
  /** In order of their sequence, each behind `after`. */
  readonly entries: readonly { readonly sequence: number; readonly payload: Uint8Array }[];
}

export interface IngestResult {
  /** Everything up to here was durable before. */
  readonly previous: number;
  /** Everything up to here is durable now; less than the batch's end if it came behind a hole. */
  readonly acked: number;
  readonly rejected: readonly { readonly sequence: number; readonly why: string }[];
}

/** A batch as it crosses to the store's thread: all payloads in one buffer, which moves instead of being copied. */
export interface PackedBatch {
  readonly host: string;
  readonly epoch: string;
  readonly after: number;
  readonly sequences: readonly number[];
  /** Where each payload ends in `bytes`. */
  readonly ends: readonly number[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export function packBatch({ host, epoch, after, entries }: IngestBatch): PackedBatch {
  const bytes = new Uint8Array(entries.reduce((sum, { payload }) => sum + payload.length, 0));
  const ends: number[] = [];
  let end = 0;
  for (const { payload } of entries) {
    bytes.set(payload, end);
    end += payload.length;
    ends.push(end);
  }
  return { host, epoch, after, sequences: entries.map(({ sequence }) => sequence), ends, bytes };
}

export function unpackBatch({ host, epoch, after, sequences, ends, bytes }: PackedBatch): IngestBatch {
  const entries = sequences.map((sequence, index) => ({
    sequence,
    payload: bytes.subarray(ends[index - 1] ?? 0, ends[index]),
  }));
  return { host, epoch, after, entries };
}
