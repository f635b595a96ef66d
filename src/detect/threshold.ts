import { milliseconds, type Rule } from "../core/index.ts";

type Threshold = NonNullable<Rule["threshold"]>;

/** Times within a threshold's window once it happened `often` at `at`, as many as it counts; undefined where it is reached. */
export function towards(
  { count, window }: Threshold,
  times: readonly number[],
  at: number,
  often = 1,
): readonly number[] | undefined {
  const again = Array.from({ length: Math.min(often, count) }, () => at);
  const within = [...times, ...again].filter((time) => time >= at - milliseconds(window)).slice(-count);
  return within.length < count ? within : undefined;
}
