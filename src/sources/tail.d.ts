declare module "tail" {
  /** What we use of it, as lib/tail.js has it. */
  export class Tail {
    constructor(
      filename: string,
      options?: { fromBeginning?: boolean; separator?: string | RegExp | null; encoding?: BufferEncoding },
    );
    on(event: "line", listener: (line: string) => void): this;
    on(event: "error", listener: (error: unknown) => void): this;
    unwatch(): void;
    /** Of a line that is not at its end. */
    readonly buffer: string;
    /** Blocks that were seen and are not read to their end. */
    readonly queue: readonly unknown[];
    /** Behind the last of them. */
    readonly currentCursorPos: number;
  }
  const tail: { readonly Tail: typeof Tail };
  export default tail;
}
