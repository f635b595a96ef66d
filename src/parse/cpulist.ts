/** The first CPU of a list such as "0-27,56-83"; undefined of an empty one, as a node of memory alone has. */
export function firstCpuOf(list: string): number | undefined {
  const digits = /^\s*(\d{1,5})/.exec(list)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
