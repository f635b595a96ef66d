/** `T` whose properties that may be undefined are optional instead. */
type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** `value` without the properties that are undefined: an absent fact is an absent key, in JSON as on the wire. */
export function defined<T extends object>(value: T): Defined<T> {
  const kept: Record<string, unknown> = {};
  // Not Object.entries: this runs several times for each line that a rule may know, and the pairs were a twentieth of a scan.
  for (const name of Object.keys(value)) {
    const property = value[name as keyof T];
    if (property !== undefined) kept[name] = property;
  }
  return kept as Defined<T>;
}
