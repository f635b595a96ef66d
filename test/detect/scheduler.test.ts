import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Check, type CheckResult, defineCheck, type Host } from "../../src/core/index.ts";
import { Scheduler } from "../../src/detect/scheduler.ts";
import { openHost } from "../../src/host/open.ts";
import { fixtureHost } from "../support/hosts.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const TEXT = { en: "said", ko: "said" };

function check(id: string, run: () => Promise<{ status: "ok" | "warning"; reason: "Said" }>, more = {}): Check {
  const about = { id, title: TEXT, group: "os", every: "1m", runbook: "swap-active", reasons: { Said: TEXT } } as const;
  return defineCheck({ ...about, ...more, run });
}

interface Running {
  readonly scheduler: Scheduler;
  readonly said: (readonly [id: string, status: string])[];
}

function running(checks: readonly Check[], host: Host): Running {
  const said: (readonly [string, string])[] = [];
  const note = ({ id }: Check, results: readonly CheckResult[]) =>
    void said.push(...results.map(({ status }) => [id, status] as const));
  return { scheduler: new Scheduler({ checks, host, said: note, random: () => 0 }), said };
}

function emptyHost(): Host {
  using tree = fixtureHost("blind");
  return openHost({ root: tree.root });
}

const ok = async () => ({ status: "ok", reason: "Said" }) as const;

describe("the scheduler", () => {
  test("asks each check at its pace until it is closed", async () => {
    const { scheduler, said } = running([check("a", ok), check("b", ok, { every: "2m" })], emptyHost());
    await vi.advanceTimersByTimeAsync(240_500);
    scheduler.close();
    await vi.advanceTimersByTimeAsync(240_500);
    const count = (wanted: string) => said.filter(([id]) => id === wanted).length;
    expect([count("a"), count("b")]).toEqual([5, 3]);
  });

  test("a check that fails says so and is asked again", async () => {
    const fails = async () => {
      throw new Error("no such register");
    };
    const { scheduler, said } = running([check("a", fails)], emptyHost());
    await vi.advanceTimersByTimeAsync(60_500);
    scheduler.close();
    expect(said).toEqual([
      ["a", "unknown"],
      ["a", "unknown"],
    ]);
  });

  test("a check that hangs is unknown, holds up no other, and is not asked again until it lets go", async () => {
    let started = 0;
    let letGo: () => void = () => undefined;
    const hangs = () => {
      started++;
      return new Promise<{ status: "warning"; reason: "Said" }>((resolve) => {
        letGo = () => resolve({ status: "warning", reason: "Said" });
      });
    };
    const { scheduler, said } = running([check("a", hangs), check("b", ok)], emptyHost());
    await vi.advanceTimersByTimeAsync(600_000);
    expect(started).toBe(1);
    expect(said.filter(([id]) => id === "a").every(([, status]) => status === "unknown")).toBe(true);
    expect(said.filter(([id]) => id === "b").length).toBeGreaterThan(8);
    const asked = scheduler.ask(["a"]);
    await vi.advanceTimersByTimeAsync(0);
    expect((await asked).map(({ status }) => status)).toEqual(["unknown"]);
    letGo();
    await vi.advanceTimersByTimeAsync(61_000);
    expect(started).toBe(2);
    scheduler.close();
  });

  test("a question asks now, and those who ask at once share one look", async () => {
    let started = 0;
    const counted = async () => {
      started++;
      return { status: "ok", reason: "Said" } as const;
    };
    const { scheduler } = running([check("a", counted), check("b", ok)], emptyHost());
    const [first, second] = await Promise.all([scheduler.ask([]), scheduler.ask(["a"])]);
    expect([first.map(({ check: id }) => id), second.length, started]).toEqual([["a", "b"], 1, 1]);
    scheduler.close();
  });
});
