/** `T` whose properties that may be undefined are optional instead. */
type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** `value` without the properties that are undefined: an absent fact is an absent key, in JSON as on the wire. */
export function defined<T extends object>(value: T): Defined<T> {
  const kept: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(value)) {
    if (property !== undefined) kept[name] = property;
  }
  return kept as Defined<T>;
}
