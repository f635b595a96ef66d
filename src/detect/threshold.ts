import { milliseconds, type Rule } from "../core/index.ts";

type Threshold = NonNullable<Rule["threshold"]>;

/** Times within a threshold's window once `at` is added, as many as it counts; undefined where it is reached. */
export function towards({ count, window }: Threshold, times: readonly number[], at: number): number[] | undefined {
  const within = [...times, at].filter((time) => time >= at - milliseconds(window)).slice(-count);
  return within.length < count ? within : undefined;
}
