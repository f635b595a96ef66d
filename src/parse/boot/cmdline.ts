/** One parameter of the kernel command line, in the order given. */
export interface BootParam {
  readonly name: string;
  /** Absent for a bare word. */
  readonly value?: string;
}

/** A word; double quotes keep blanks together, as in the kernel's next_arg (lib/cmdline.c). */
const WORD = /(?:[^\s"]|"[^"]*"?)+/g;

/** The kernel takes "-" and "_" in a name for the same (kernel/params.c, parameq). */
function sameName(name: string): string {
  return name.replaceAll("-", "_");
}

function param(word: string): BootParam {
  const bare = word.replaceAll('"', "");
  const equals = bare.indexOf("=");
  if (equals < 0) return { name: sameName(bare) };
  return { name: sameName(bare.slice(0, equals)), value: bare.slice(equals + 1) };
}

/** /proc/cmdline up to "--", after which everything is for init. */
export function parseCmdline(text: string): readonly BootParam[] {
  const words: readonly string[] = text.match(WORD) ?? [];
  const end = words.indexOf("--");
  return (end < 0 ? words : words.slice(0, end)).map(param);
}

/** Whether `name` is there, with or without a value. */
export function hasParam(params: readonly BootParam[], name: string): boolean {
  return params.some((one) => one.name === sameName(name));
}

/** Every value of `name`, split at commas, in order: of contradictory ones the last counts. */
export function paramValues(params: readonly BootParam[], name: string): readonly string[] {
  const wanted = sameName(name);
  return params.flatMap((one) => (one.name === wanted && one.value !== undefined ? one.value.split(",") : []));
}

/** The value of the last `name=` on the line, which is the one that the kernel keeps. */
export function lastParam(params: readonly BootParam[], name: string): string | undefined {
  return params.findLast((one) => one.name === sameName(name) && one.value !== undefined)?.value;
}
