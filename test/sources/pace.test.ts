import { expect, test } from "vitest";
import { Pace } from "../../src/sources/pace.ts";

/** Works `ms` each turn for as long as it may, for `forMs`; gives the time that it worked. */
function worked(pace: Pace, clock: { now: number }, ms: number, forMs: number): number {
  const end = clock.now + forMs;
  let sum = 0;
  while (clock.now < end) {
    const startedAt = clock.now;
    clock.now += ms;
    sum += ms;
    clock.now += pace.waitMs(startedAt);
  }
  return sum;
}

test("a flood has a whole CPU for a minute, then a quarter of one; rest gives it back", () => {
  const clock = { now: 1_000_000 };
  const pace = new Pace({ now: () => clock.now });
  expect(worked(pace, clock, 3, 60_000)).toBe(60_000);
  worked(pace, clock, 3, 60_000);
  expect(worked(pace, clock, 3, 100_000)).toBeCloseTo(25_000, -2);
  clock.now += 240_000;
  expect(worked(pace, clock, 3, 50_000)).toBeGreaterThan(49_000);
});
