import { describe, expect, test } from "vitest";
import type { CheckReport } from "../../src/cli/check.ts";
import { type Change, changesBetween, waitUntilWell } from "../../src/cli/check-wait.ts";
import { changeLines } from "../../src/cli/format/change-text.ts";
import { terminal } from "../../src/cli/terminal.ts";
import type { CheckResult, Host, Status } from "../../src/core/index.ts";
import { loadRegistry } from "../../src/detect/registry.ts";
import { runChecks } from "../../src/detect/run-checks.ts";
import { openHost } from "../../src/host/open.ts";
import { run } from "../support/daemons.ts";
import { eventually } from "../support/eventually.ts";
import { agent } from "../support/program.ts";
import { layOut } from "../support/txtar.ts";

const registry = await loadRegistry();
const containers = registry.checks.filter(({ id }) => id === "containers");

function result(name: string, status: Status, reason: string): CheckResult {
  const said = { check: "containers", status, reason, message: `${name} ${reason}`, attributes: {}, evidence: [] };
  return { ...said, subject: { type: "service", name }, runbook: "containers-down", durationMs: 1 };
}

function report(results: readonly CheckResult[]): CheckReport {
  const status = results.find((one) => one.status !== "ok")?.status ?? "ok";
  return { host: "h", profile: "generic", status, startedAt: new Date(), durationMs: 1, results };
}

const NOT_ASKED: Host = openHost({ root: "/" });
const DOWN = report([result("nova/nova-compute", "critical", "ContainerExited")]);
const UP = report([result("nova/nova-compute", "ok", "ContainerRuns")]);

/** Waits over these looks; the last of them stays. Gives how many there were, and the changes. */
async function waited(looks: readonly CheckReport[], ms: number) {
  let count = 0;
  const told: (readonly Change[])[] = [];
  const found = await waitUntilWell({
    host: NOT_ASKED,
    ms,
    everyMs: 5,
    look: async () => looks[Math.min(count++, looks.length - 1)] ?? UP,
    heard: (_, changes) => told.push(changes),
  });
  return { count, told, status: found.status };
}

describe("check --wait", () => {
  test("ends when all is well in two looks in a row, and says what changed", async () => {
    const { count, told, status } = await waited([DOWN, DOWN, UP, DOWN, UP, UP, DOWN], 10_000);
    expect({ count, status }).toEqual({ count: 6, status: "ok" });
    expect(told.map((changes) => changes.map(({ after }) => after?.reason))).toEqual([
      [],
      ["ContainerRuns"],
      ["ContainerExited"],
      ["ContainerRuns"],
    ]);
  });

  test("ends with its time where it is not well", async () => {
    const { count, told, status } = await waited([DOWN], 60);
    expect(status).toBe("critical");
    expect(count).toBeGreaterThan(2);
    expect(told).toEqual([[]]);
  });

  test("waits for what is not known as well", async () => {
    const unknown = report([result("docker", "unknown", "RuntimeSilent")]);
    expect(await waited([unknown, UP, UP], 10_000)).toMatchObject({ count: 3, status: "ok" });
  });

  test("tells subjects that come and go", () => {
    const silent = [result("docker", "unknown", "RuntimeSilent")];
    const changes = changesBetween(DOWN.results, silent);
    const lines = changeLines(changes, 5_400, { screen: terminal("en", {}), registry });
    expect(lines).toBe(
      "+5 s  containers nova/nova-compute: CRITICAL -> not there\n" +
        "+5 s  containers docker: not there -> UNKNOWN: docker RuntimeSilent\n",
    );
    expect(changesBetween(UP.results, UP.results)).toEqual([]);
  });

  test("finds a crash loop between its own looks, without a daemon that kept anything", async () => {
    using tree = layOut([
      { path: "/proc/sys/kernel/hostname", content: "krane-ay1prod-com0001\n" },
      { path: "/proc/sys/kernel/random/boot_id", content: "5d1e4bd0-39a3-4b0a-8f5e-0a2f7c7f2a11\n" },
    ]);
    const captured = openHost({ root: tree.root, profile: { wanted: { containers: { docker: { nova: ["a"] } } } } });
    let restarts = 3;
    const text = () => {
      const labels = { "com.docker.compose.project": "nova", "com.docker.compose.service": "a" };
      const inspected = { RestartCount: restarts++, State: { Status: "running" } };
      const id = "c5affbfc6253";
      return JSON.stringify([{ Id: id, State: "running", Status: "Up 2 seconds", Labels: labels, Inspect: inspected }]);
    };
    const probe = async (verb: string) =>
      verb === "docker-containers" ? { known: true, value: text() } : { known: false, why: "no systemd" };
    const host = { ...captured, probe } as unknown as Host;
    const reasons: (string | undefined)[] = [];
    const look = async (one: Host) => {
      const found = report(await runChecks(containers, one));
      reasons.push(found.results[0]?.reason);
      return found;
    };
    await waitUntilWell({ host, ms: 40, everyMs: 5, look, heard: () => undefined });
    expect(reasons.slice(0, 3)).toEqual(["ContainerSettling", "ContainerSettling", "ContainerCrashLoop"]);
  });

  test.each([
    [["--wait", "soon"], "--wait soon: write 60s or 5m"],
    [["--wait", "0s"], "at most 1h"],
    [["--wait", "2h"], "at most 1h"],
    [["--wait", "5s", "--root", "/tmp"], "does not change"],
  ])("%j is wrong usage", (args, said) => {
    const { code, out, err } = agent(["check", ...args]);
    expect({ code, out }).toEqual({ code: 64, out: "" });
    expect(err).toContain(said);
  });

  test("says what it sees first, and ends at once with Ctrl-C", async () => {
    const running = run({ program: "krane-agent", args: ["check", "--only", "swap", "--wait", "30s", "--lang", "en"] });
    await eventually(() => (running.stdout().includes("swap") ? true : undefined));
    expect(await running.kill("SIGINT")).toBe("SIGINT");
  });

  test("-o json says the end only, and what changed where nobody parses it", { timeout: 20_000 }, () => {
    const { out, err } = agent(["check", "--only", "swap", "--wait", "1s", "-o", "json"]);
    expect(JSON.parse(out).results).toHaveLength(1);
    expect(err).toMatch(/^(?:all well|not well) after \d s\n$/);
  });
});
