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
  }
  const tail: { readonly Tail: typeof Tail };
  export default tail;
}
