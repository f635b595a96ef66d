/**
 * Aborts with the error when a stream of Node cannot be written any more, for who writes until nobody reads. Behind `| head` that is EPIPE,
 * an end and no error. Without a listener Node makes an uncaught exception of either, with the exit code of a warning.
 */
export function outputLost(output: NodeJS.WriteStream): AbortSignal {
  const lost = new AbortController();
  output.on("error", (error) => lost.abort(error));
  return lost.signal;
}

/** Whether nobody reads the output any more: all is well then. */
export function isReaderGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EPIPE";
}
