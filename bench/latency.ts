import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createAuthority } from "../src/collector/x509.ts";

/** Between two lines, so that each is told alone; not a divisor of any polling interval. */
const EVERY_MS = 137;

function program(name: string): string {
  return fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url));
}

/** Lines of one of a child's outputs. */
function linesOf(child: ChildProcess, output: "stdout" | "stderr"): NodeJS.EventEmitter {
  const input = child[output];
  if (input === null) throw new Error(`the child has no ${output}`);
  return createInterface({ input });
}

function lineWith(child: ChildProcess, output: "stdout" | "stderr", pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve) => {
    linesOf(child, output).on("line", (line: string) => {
      const match = pattern.exec(line);
      if (match !== null) resolve(match);
    });
  });
}

interface Fleet {
  readonly log: string;
  readonly watch: ChildProcess;
  stop(): void;
}

/** A real collector, agent and watch over mutual TLS on the loopback; the agent follows one log. */
async function startFleet(): Promise<Fleet> {
  const folder = mkdtempSync(join(tmpdir(), "krane-latency-"));
  const authority = await createAuthority();
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const issued = async (name: string, leaf: Parameters<typeof authority.issue>[0]) => {
    const { cert, key } = await authority.issue(leaf);
    write(`${name}.crt`, cert);
    write(`${name}.key`, key);
  };
  write("ca.crt", authority.cert);
  await issued("collector", { server: { dns: ["localhost"], ip: ["127.0.0.1"] } });
  await issued("agent", { client: { role: "host", name: hostname() } });
  await issued("operator", { client: { role: "operator", name: "bench" } });
  const children: ChildProcess[] = [];
  const start = (name: string, args: readonly string[]) => {
    const child = spawn(process.execPath, [program(name), ...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    children.push(child);
    return child;
  };
  const tls = ["--ca", "ca.crt", "--cert", "collector.crt", "--key", "collector.key"];
  const collector = start("krane-collector", [
    "serve",
    "--listen",
    "127.0.0.1:0",
    "--data",
    join(folder, "data"),
    ...tls,
  ]);
  const address = (await lineWith(collector, "stderr", /listening address=(\S+)/))[1] ?? "";
  const identity = (name: string) =>
    `ca: ${join(folder, "ca.crt")}\n  certificate: ${join(folder, `${name}.crt`)}\n  key: ${join(folder, `${name}.key`)}\n`;
  write("kern.log", "");
  const places = `state: ${join(folder, "state")}\nsocket: ${join(folder, "agent.sock")}\nkmsg: false\nlogs: [${join(folder, "kern.log")}]\n`;
  write("agent.yaml", `collector:\n  address: ${address}\n  ${identity("agent")}${places}`);
  write("kranectl.yaml", `collector: ${address}\n${identity("operator").replaceAll("\n  ", "\n")}`);
  const watch = start("kranectl", ["watch", "-o", "json", "--config", "kranectl.yaml"]);
  const agent = start("krane-agent", ["run", "--config", "agent.yaml"]);
  await Promise.all([lineWith(watch, "stderr", /watching/), lineWith(agent, "stderr", /uplink: connected/)]);
  return {
    log: join(folder, "kern.log"),
    watch,
    stop() {
      for (const child of children) child.kill("SIGTERM");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Milliseconds from a line written into a followed log to the finding at an operator's watch, sorted. */
export async function benchLatency(lines: number): Promise<readonly number[]> {
  const fleet = await startFleet();
  const writtenAt = new Map<string, number>();
  const taken: number[] = [];
  const all = new Promise<void>((resolve) => {
    linesOf(fleet.watch, "stdout").on("line", (line: string) => {
      const name = (JSON.parse(line) as { subject: { name: string } }).subject.name;
      const at = writtenAt.get(name);
      if (at !== undefined) taken.push(performance.now() - at);
      if (taken.length === lines) resolve();
    });
  });
  for (let line = 0; line < lines; line++) {
    await delay(EVERY_MS);
    const uptime = (1000 + line).toFixed(6);
    writtenAt.set(`eth${line}`, performance.now());
    appendFileSync(
      fleet.log,
      `${new Date().toISOString()} bench kernel: [${uptime}] tg3 0000:02:00.0 eth${line}: Link is down\n`,
    );
  }
  await all;
  fleet.stop();
  return taken.toSorted((a, b) => a - b);
}

export function formatLatency(ms: readonly number[]): string {
  const at = (share: number) => (ms[Math.min(ms.length - 1, Math.floor(ms.length * share))] ?? Number.NaN).toFixed(0);
  return [
    `latency: ${ms.length} lines, one every ${EVERY_MS} ms, from the write to the line at kranectl watch`,
    "",
    "| p50 ms | p99 ms | worst ms |",
    "| --- | --- | --- |",
    `| ${at(0.5)} | ${at(0.99)} | ${at(1)} |`,
  ].join("\n");
}
