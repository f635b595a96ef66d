/** Aborts when the operator or the system wants an end, or nothing can be written any more; a second Ctrl-C ends the process itself. */
export function untilEnded(lost: AbortSignal): AbortSignal {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  return AbortSignal.any([stop.signal, lost]);
}
