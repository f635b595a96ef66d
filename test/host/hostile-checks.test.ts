import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { makeRoot } from "../../bench/big-root.ts";
import { peakMemory } from "../../bench/child.ts";
import { type Check, type CheckResult, exitCode, STATUSES, type Status, worst } from "../../src/core/index.ts";
import { loadRegistry } from "../../src/detect/registry.ts";
import { runChecks } from "../../src/detect/run-checks.ts";
import { EXTRA } from "../../src/host/extra.ts";
import { locate } from "../../src/host/locate.ts";
import { openHost } from "../../src/host/open.ts";
import { recorded } from "../../src/host/recording.ts";
import { DAMAGE, type DamageKind, replaced, truncated } from "../support/damage.ts";
import { agent, ROOT } from "../support/program.ts";

const root = makeRoot({ cpus: 4, taps: 3, disks: 2, nvmes: 1, pci: 10, groups: 4, dimms: 2, mounts: 3 });
afterAll(() => rmSync(root, { recursive: true }));

/** No honest check of a small tree takes as long; its own deadline would be 10 s. */
const DEADLINE_MS = 2000;
const OUTPUT_BYTES = 1024 * 1024;

const { checks } = await loadRegistry();

async function run(which: readonly Check[]): Promise<readonly CheckResult[]> {
  const started = performance.now();
  const results = await runChecks(which, openHost({ root }));
  expect(performance.now() - started).toBeLessThan(DEADLINE_MS);
  return results;
}

/** Paths that a check looks into on the healthy tree. */
interface Source {
  readonly path: string;
  readonly real: string;
  readonly isFile: boolean;
  readonly checks: Check[];
}

/** What the probes of a tree read, which the host does for itself. */
const BEHIND_PROBES: readonly string[] = [
  ...Object.values(EXTRA).filter((path) => typeof path === "string"),
  ...["sda", "sdb", "nvme0"].map(EXTRA.smart),
];

async function pathsOf(check: Check): Promise<readonly string[]> {
  const recording = recorded(openHost({ root }));
  await runChecks([check], recording.host);
  return [...recording.looked.keys(), ...(recording.asked.length === 0 ? [] : BEHIND_PROBES)];
}

/** Every file and directory that a check reads, with the checks that do: by this, each new check is held to all of this. */
async function readSources(): Promise<readonly Source[]> {
  const found = new Map<string, Source>();
  for (const check of checks) {
    for (const path of await pathsOf(check)) {
      const place = locate(root, path);
      if (place === undefined || place.real === root) continue;
      const source = found.get(place.real) ?? { path, real: place.real, isFile: place.stats.isFile(), checks: [] };
      if (!source.checks.includes(check)) source.checks.push(check);
      found.set(place.real, source);
    }
  }
  return [...found.values()];
}

/** One of those that differ in a number only: cpu0 stands for all CPUs. */
function representatives(sources: readonly Source[]): readonly Source[] {
  const shapes = new Map(sources.toReversed().map((source) => [source.path.replace(/\d+/g, "#"), source]));
  return [...shapes.values()];
}

const sources = await readSources();
const files = representatives(sources.filter(({ isFile }) => isFile));
const folders = representatives(sources.filter(({ isFile }) => !isFile));
const healthy = await run(checks);

function said({ check, status, reason }: CheckResult): string {
  return `${check} ${status} ${reason}`;
}

const SAID = new Set(healthy.map(said));

/** What a check claims of the host and did not claim while it could see: neither a fault nor health may be made up. */
function madeUp(results: readonly CheckResult[], statuses: readonly Status[]): readonly string[] {
  return results
    .filter(({ status }) => statuses.includes(status))
    .map(said)
    .filter((one) => !SAID.has(one));
}

function expectSane(results: readonly CheckResult[], asked: readonly Check[]): void {
  expect(new Set(results.map(({ check }) => check))).toEqual(new Set(asked.map(({ id }) => id)));
  for (const { status } of results) expect(STATUSES).toContain(status);
  expect(JSON.stringify(results).length).toBeLessThan(OUTPUT_BYTES);
}

describe("a source that cannot be read", () => {
  test("was found for every check", () => {
    const read = new Set(sources.flatMap((source) => source.checks.map(({ id }) => id)));
    expect(checks.map(({ id }) => id).filter((id) => !read.has(id))).toEqual([]);
  });

  const unreadable: readonly DamageKind[] = ["directory", "loop", "fifo", "unreadable", "broken", "sparse"];
  test.each(unreadable)("%s in the place of any one file: no claim is made up", async (kind) => {
    const wrong: string[] = [];
    for (const source of files) {
      using _ = replaced(source.real, DAMAGE[kind]);
      const results = await run(source.checks);
      expectSane(results, source.checks);
      wrong.push(...madeUp(results, ["ok", "warning", "critical"]).map((one) => `${source.path}: ${one}`));
    }
    expect(wrong).toEqual([]);
  });

  test.each<DamageKind>(["unreadable", "broken", "loop"])(
    "%s in the place of any one directory: no claim is made up",
    async (kind) => {
      const wrong: string[] = [];
      for (const source of folders) {
        using _ = replaced(source.real, DAMAGE[kind]);
        const results = await run(source.checks);
        expectSane(results, source.checks);
        wrong.push(...madeUp(results, ["ok", "warning", "critical"]).map((one) => `${source.path}: ${one}`));
      }
      expect(wrong).toEqual([]);
    },
  );

  test("costs only the checks that read it", async () => {
    for (const check of checks) {
      using damage = new DisposableStack();
      const own = sources.filter((source) => source.isFile && source.checks.length === 1 && source.checks[0] === check);
      for (const { real } of own) damage.use(replaced(real, DAMAGE.broken));
      const others = (await run(checks)).filter((result) => result.check !== check.id);
      const quick = ({ durationMs, ...result }: CheckResult) => ({ ...result, durationMs: durationMs > 0 });
      expect(others.map(quick)).toEqual(healthy.filter((result) => result.check !== check.id).map(quick));
    }
  });
});

describe("a source that lies in its form", () => {
  test("garbage in the place of any one file makes up no critical fault", async () => {
    const wrong: string[] = [];
    for (const source of files) {
      using _ = replaced(source.real, DAMAGE.garbage);
      const results = await run(source.checks);
      expectSane(results, source.checks);
      wrong.push(...madeUp(results, ["critical"]).map((one) => `${source.path}: ${one}`));
    }
    expect(wrong).toEqual([]);
  });

  test("cut at any byte it crashes nothing", async () => {
    const anyFile = fc.constantFrom(...sources.filter(({ isFile }) => isFile));
    const property = fc.asyncProperty(anyFile, fc.double({ min: 0, max: 1, noNaN: true }), async (source, share) => {
      using _ = replaced(source.real, truncated(share));
      expectSane(await run(source.checks), source.checks);
    });
    await fc.assert(property, { seed: 20_261_121, numRuns: 300 });
  });
});

/** A whole `check` as a process: its answers fit its exit code, and it stays small. */
async function expectWholeRun(): Promise<readonly CheckResult[]> {
  const started = performance.now();
  const { code, out, err } = agent(["check", "--root", root, "-o", "json"]);
  expect(performance.now() - started).toBeLessThan(12_000);
  expect(err).toBe("");
  const { results } = JSON.parse(out) as { results: readonly CheckResult[] };
  expect(code).toBe(exitCode(worst(results.map(({ status }) => status))));
  expect(new Set(results.map(({ check }) => check))).toEqual(new Set(checks.map(({ id }) => id)));
  expect(out.length).toBeLessThan(16 * OUTPUT_BYTES);
  expect(await peakMemory([process.execPath, `${ROOT}dist/krane-agent.js`, "check", "--root", root])).toBeLessThan(400);
  return results;
}

/** Directories whose size is not the host's own choice alone: guests bring taps, cabling brings disks. */
const CROWDED: readonly string[] = [
  "/sys/class/net",
  "/sys/bus/pci/devices",
  "/sys/block",
  "/sys/class/block",
  "/sys/class/hwmon",
  "/sys/kernel/iommu_groups",
  "/sys/devices/system/edac/mc",
];

describe("a whole run", () => {
  test.each<DamageKind>(["sparse", "garbage", "directory", "loop", "unreadable"])(
    "with %s everywhere",
    async (kind) => {
      using damage = new DisposableStack();
      for (const { real, isFile } of sources) {
        if (isFile) damage.use(replaced(real, DAMAGE[kind]));
      }
      const results = await expectWholeRun();
      if (kind !== "garbage") expect(madeUp(results, ["critical"])).toEqual([]);
    },
  );

  test.each([10_000, 100_000])("with %d devices of every kind", async (count) => {
    using damage = new DisposableStack();
    const many = join(root, "many");
    mkdirSync(many);
    damage.defer(() => rmSync(many, { recursive: true }));
    const target = "/sys/devices/pci0000:00/0000:00:00.0/net/ens0f0";
    for (let n = 0; n < count; n += 1) symlinkSync(target, join(many, `sd${n}`));
    for (const folder of CROWDED) damage.use(replaced(join(root, folder), (path) => symlinkSync("/many", path)));
    await expectWholeRun();
  });

  test("leaves the tree as it was", async () => {
    expect(existsSync(join(root, "proc/cmdline.kept-by-test"))).toBe(false);
    expect((await run(checks)).map(said)).toEqual(healthy.map(said));
  });
});
