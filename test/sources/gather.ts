import type { Chunk, Source } from "../../src/core/index.ts";

export interface Gathered {
  text: string;
  cursor: string | undefined;
  readonly losses: NonNullable<Chunk["lost"]>[];
  chunks: number;
}

/** Reads a source in the background, as the daemon does, until `stop`. */
export function gather(source: Source) {
  const stopper = new AbortController();
  const got: Gathered = { text: "", cursor: undefined, losses: [], chunks: 0 };
  const waiting: { until: () => boolean; resolve: () => void }[] = [];
  const wake = (): void => {
    for (const { until, resolve } of waiting) if (until()) resolve();
  };
  const parts: Buffer[] = [];
  const done = (async () => {
    for await (const chunk of source.chunks(stopper.signal)) {
      parts.push(Buffer.from(chunk.bytes));
      got.text += Buffer.from(chunk.bytes).toString("utf8");
      got.cursor = chunk.cursor;
      if (chunk.lost) got.losses.push(chunk.lost);
      got.chunks++;
      wake();
    }
  })();
  return {
    got,
    /** Resolves once `until` holds after a chunk; fails when the source fails first. */
    when: (until: () => boolean): Promise<void> =>
      until()
        ? Promise.resolve()
        : Promise.race([new Promise<void>((resolve) => waiting.push({ until, resolve })), done]),
    async stop(): Promise<Gathered> {
      stopper.abort();
      await done;
      return got;
    },
  };
}
