import { setTimeout as delay } from "node:timers/promises";
import {
  type CheckResult,
  type Host,
  isDuration,
  type Kept,
  KraneError,
  milliseconds,
  type Status,
} from "../core/index.ts";
import type { CheckReport } from "./check.ts";

/** How often the host is looked at while an operator waits. */
const EVERY_MS = 5000;
const LONGEST_MS = 3_600_000;
/** Looks in a row that have to be well: a container that falls over at once is Up in the first of them. */
const WELL_LOOKS = 2;

/** The time of `--wait`. */
export function waitOption(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const ms = isDuration(value) ? milliseconds(value) : 0;
  if (ms <= 0 || ms > LONGEST_MS)
    throw new KraneError("KRANE_CLI_USAGE", `--wait ${value}: write 60s or 5m, at most 1h`);
  return ms;
}

/** A host that gives what the last look kept, as the daemon's own does. */
function remembering(host: Host): { readonly host: Host; keep(results: readonly CheckResult[]): Promise<void> } {
  const kept = new Map<string, Kept>();
  return {
    host: { ...host, kept: async (id) => kept.get(id) ?? (await host.kept(id)) },
    async keep(results) {
      const bootId = (await host.read("/proc/sys/kernel/random/boot_id"))?.trim() ?? "";
      for (const id of new Set(results.map(({ check }) => check))) {
        const facts = results.flatMap(({ check, keep }) => (check === id && keep !== undefined ? [keep] : []));
        if (facts.length > 0) kept.set(id, { bootId, at: Date.now(), facts: Object.assign({}, ...facts) });
      }
    },
  };
}

/** What one subject of a check became; undefined where it was not there, or is no more. */
export interface Change {
  readonly before: CheckResult | undefined;
  readonly after: CheckResult | undefined;
}

function keyOf({ check, subject }: CheckResult): string {
  return `${check} ${subject.type} ${subject.name}`;
}

/** Subjects of which something else is said than before; numbers in the words alone do not count. */
export function changesBetween(before: readonly CheckResult[], after: readonly CheckResult[]): readonly Change[] {
  const [old, now] = [before, after].map((results) => new Map(results.map((result) => [keyOf(result), result])));
  const keys = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
  const pairs = [...keys].map((key) => ({ before: old?.get(key), after: now?.get(key) }));
  return pairs.filter(
    (pair) => pair.before?.reason !== pair.after?.reason || pair.before?.status !== pair.after?.status,
  );
}

export interface Waiting {
  readonly host: Host;
  readonly ms: number;
  look(host: Host): Promise<CheckReport>;
  /** Told of the first report, and of each that differs from the one before. */
  heard(report: CheckReport, changes: readonly Change[], afterMs: number): void;
  readonly everyMs?: number;
}

const WELL: readonly Status[] = ["ok", "skipped"];

/** Looks again and again until all is well or the time is over; gives the last report. Nothing is changed on the host by it. */
export async function waitUntilWell({
  host: asked,
  ms,
  look,
  heard,
  everyMs = EVERY_MS,
}: Waiting): Promise<CheckReport> {
  const startedAt = performance.now();
  const { host, keep } = remembering(asked);
  let last: CheckReport | undefined;
  for (let well = 0; ; ) {
    const report = await look(host);
    await keep(report.results);
    const afterMs = performance.now() - startedAt;
    const changes = last === undefined ? [] : changesBetween(last.results, report.results);
    if (last === undefined || changes.length > 0) heard(report, changes, afterMs);
    last = report;
    well = WELL.includes(report.status) ? well + 1 : 0;
    if (well >= WELL_LOOKS || afterMs >= ms) return report;
    await delay(Math.min(everyMs, Math.max(0, ms - afterMs)));
  }
}
