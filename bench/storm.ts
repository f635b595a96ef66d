import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { askStatus } from "../src/agent/status-socket.ts";
import { Outbox } from "../src/outbox/outbox.ts";
import { decodeFinding } from "../src/rpc/codec.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const WORK = `${ROOT}.krane/bench/`;
const WRITER = fileURLToPath(new URL("storm-writer.ts", import.meta.url));
const TICKS = 100;

export interface StormFigure {
  readonly name: string;
  readonly lines: number;
  /** Of the writer, and of the agent until it had read all. */
  readonly writtenPerSecond: number;
  readonly readPerSecond: number;
  readonly cpuSeconds: number;
  readonly rssMb: number;
  /** From the first line to the first finding, ms. */
  readonly firstMs: number;
  readonly findings: number;
  readonly count: number;
  /** How often the finding was told. */
  readonly told: number;
}

/** User and system time of a process so far, s. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

function peakOf(pid: number): number {
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
}

interface Daemon {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly folder: string;
  /** Lines of the log that were read, and findings that are open. */
  progress(): Promise<{ readonly lines: number; readonly open: number }>;
}

/** Checks would be measured as well, and speak of this machine. */
function mutedChecks(): Readonly<Record<string, { readonly enabled: false }>> {
  const ids = readdirSync(`${ROOT}src/checks`).map((file) => file.replace(/\.ts$/, ""));
  return Object.fromEntries(ids.map((id) => [id, { enabled: false }]));
}

/** The daemon as it is shipped, alone, following one log. */
async function startDaemon(): Promise<Daemon> {
  mkdirSync(WORK, { recursive: true });
  const folder = mkdtempSync(join(WORK, "storm-"));
  const config = join(folder, "agent.yaml");
  const log = join(folder, "kern.log");
  const places = { state: join(folder, "state"), socket: join(folder, "agent.sock"), logs: [log] };
  writeFileSync(log, "");
  writeFileSync(config, JSON.stringify({ ...places, kmsg: false, detectors: mutedChecks() }));
  const child = spawn(process.execPath, [`${ROOT}dist/krane-agent.js`, "run", "--config", config], { stdio: "ignore" });
  const progress = async () => {
    const { sources, findings } = await askStatus(places.socket);
    return { lines: sources.find(({ id }) => id === log)?.records ?? 0, open: findings.open };
  };
  for (;;) {
    await delay(50);
    try {
      await progress();
      return { child, pid: child.pid ?? 0, folder, progress };
    } catch (error) {
      if (child.exitCode !== null) throw error;
    }
  }
}

async function end({ child, folder }: Daemon) {
  child.kill("SIGTERM");
  await once(child, "exit");
  const outbox = Outbox.open(join(folder, "state"), { maxBytes: 2 ** 26 });
  const told = outbox.after(0, 1000).map(({ payload }) => decodeFinding(payload));
  outbox.close();
  rmSync(folder, { recursive: true, force: true });
  return told.filter(({ detector }) => detector === "link-down");
}

/** A storm of matching lines through the real daemon. */
async function storm(name: string, perSecond: number, seconds: number): Promise<StormFigure> {
  const daemon = await startDaemon();
  const { open: openBefore } = await daemon.progress();
  const cpuBefore = cpuOf(daemon.pid);
  const args = [WRITER, join(daemon.folder, "kern.log"), String(perSecond), String(seconds), name];
  const startedAt = performance.now();
  const writing = promisify(execFile)(process.execPath, args);
  let firstMs = Number.NaN;
  const lines = perSecond * seconds;
  for (let read = 0; read < lines; ) {
    await delay(10);
    const now = await daemon.progress();
    read = now.lines;
    if (Number.isNaN(firstMs) && now.open > openBefore) firstMs = performance.now() - startedAt;
  }
  const tookMs = performance.now() - startedAt;
  const cpuSeconds = cpuOf(daemon.pid) - cpuBefore;
  const rssMb = peakOf(daemon.pid);
  const writtenMs = Number((await writing).stdout);
  const told = await end(daemon);
  return {
    name,
    lines,
    writtenPerSecond: (lines * 1000) / writtenMs,
    readPerSecond: (lines * 1000) / tookMs,
    cpuSeconds,
    rssMb,
    firstMs,
    findings: new Set(told.map(({ id }) => id)).size,
    count: told.at(-1)?.count ?? 0,
    told: told.length,
  };
}

/** The same message again and again, and messages of which no two are equal. */
export async function benchStorm(perSecond: number, seconds: number): Promise<readonly StormFigure[]> {
  return [await storm("same", perSecond, seconds), await storm("vary", perSecond, seconds)];
}

export function formatStorm(figures: readonly StormFigure[]): string {
  const million = (value: number) => (value / 1e6).toFixed(2);
  const rows = figures.map((figure) => {
    const { name, lines, writtenPerSecond, readPerSecond, cpuSeconds, rssMb, firstMs, findings, count, told } = figure;
    const rates = [million(lines), million(writtenPerSecond), million(readPerSecond)];
    const costs = [
      ((cpuSeconds * 1e6) / lines).toFixed(2),
      cpuSeconds.toFixed(1),
      rssMb.toFixed(0),
      firstMs.toFixed(0),
    ];
    const right = count === lines ? "exact" : `${count} of ${lines}`;
    return `| ${[name, ...rates, ...costs, findings, told, right].join(" | ")} |`;
  });
  return [
    "storm: matching lines into a log that the daemon follows; `vary`: no two messages are equal",
    "",
    "| | M lines | written M/s | read M/s | us CPU a line | CPU s | peak RSS MB | first finding ms | findings | told | count |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}
