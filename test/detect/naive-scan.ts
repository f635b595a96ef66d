/** A line by the place where it begins, and the literals that it holds: "12:0,3". */
export type Seen = readonly string[];

/** What a scan must find, the slow and plain way. */
export function naiveScan(log: Buffer, literals: readonly string[]): Seen {
  const seen: string[] = [];
  for (let from = 0; from < log.length; ) {
    const newline = log.indexOf(10, from);
    const end = newline < 0 ? log.length : newline;
    const line = log.subarray(from, end);
    const held = literals.flatMap((literal, index) => (line.includes(literal, 0, "latin1") ? [index] : []));
    if (held.length > 0) seen.push(`${from}:${held.join()}`);
    from = end + 1;
  }
  return seen;
}

/** Collects literals by line in the form of naiveScan. */
export function collector() {
  const lines = new Map<number, Set<number>>();
  return {
    add(line: number, literal: number): void {
      const held = lines.get(line) ?? new Set();
      lines.set(line, held.add(literal));
    },
    seen(): Seen {
      return [...lines].map(([line, held]) => `${line}:${[...held].sort((a, b) => a - b).join()}`);
    },
  };
}
