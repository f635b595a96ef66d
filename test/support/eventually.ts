import { setTimeout as delay } from "node:timers/promises";

/** Asks again and again until there is an answer; throws what was last wrong when the deadline is over. */
export async function eventually<T>(
  ask: () => T | undefined | Promise<T | undefined>,
  { ms = 20_000, everyMs = 15 }: { readonly ms?: number; readonly everyMs?: number } = {},
): Promise<T> {
  const deadline = performance.now() + ms;
  for (;;) {
    let wrong: unknown = new Error(`no answer within ${ms} ms: ${ask}`);
    try {
      const got = await ask();
      if (got !== undefined) return got;
    } catch (error) {
      wrong = error;
    }
    if (performance.now() > deadline) throw wrong;
    await delay(everyMs);
  }
}
