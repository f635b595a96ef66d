/** Oldest and newest version of the agent's protocol that this program speaks. */
export const PROTOCOL = { min: 1, max: 1 } as const;

/** No message between agent and collector may be larger, and no request of an operator. */
export const MESSAGE_BYTES = 1024 * 1024;

/** An answer to an operator may be larger: it can hold every host. */
export const REPLY_BYTES = 16 * 1024 * 1024;

/** A batch holds at most so many entries, and so many bytes of findings unless it is one entry alone. */
export const BATCH_ENTRIES = 50;
export const BATCH_BYTES = 256 * 1024;

/** Batches that an agent may have under way without an ack. */
export const WINDOW = 4;

interface Range {
  readonly min: number;
  readonly max: number;
}

/** The newest version that both speak; undefined where there is none. */
export function negotiate(one: Range, other: Range): number | undefined {
  const version = Math.min(one.max, other.max);
  return version >= Math.max(one.min, other.min) ? version : undefined;
}
