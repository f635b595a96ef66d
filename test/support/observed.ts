import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../../src/core/index.ts";
import { runningCollector, temporaryFolder } from "./collectors.ts";
import { AgentHome, type Running } from "./daemons.ts";
import { eventually } from "./eventually.ts";
import { listedFindings } from "./listed.ts";
import { createPki } from "./pki.ts";

/** A built agent that follows logs of a test's own, and what a collector has of it. */
export interface Observed {
  readonly home: AgentHome;
  readonly running: Running;
  readonly log: Readonly<Record<string, string>>;
  append(name: string, ...lines: string[]): void;
  findings(): Promise<readonly Finding[]>;
  /** Waits until the findings are such. */
  until(hold: (findings: readonly Finding[]) => boolean, ms?: number): Promise<readonly Finding[]>;
}

/** Starts collector and agent; the agent follows empty logs of these names. */
export async function observed(
  names: readonly string[],
  more: Readonly<Record<string, unknown>> = {},
): Promise<Observed> {
  const pki = await createPki();
  const { address } = await runningCollector(pki);
  const operator = await pki.operator("kim");
  const folder = temporaryFolder();
  const home = new AgentHome(folder, { address, tls: await pki.host("hn1prod-com0001") });
  const log = Object.fromEntries(names.map((name) => [name, join(folder, name)]));
  for (const path of Object.values(log)) writeFileSync(path, "");
  home.configure({ logs: Object.values(log), ...more });
  const running = await home.start();
  await home.when(({ uplink }) => uplink.connected);
  const findings = () => listedFindings(address, operator);
  return {
    home,
    running,
    log,
    append: (name, ...lines) => appendFileSync(log[name] ?? "", lines.map((line) => `${line}\n`).join("")),
    findings,
    until: (hold, ms = 20_000) =>
      eventually(
        async () => {
          const found = await findings();
          if (!hold(found)) throw new Error(`not yet: ${JSON.stringify(found)}\n${running.log()}`);
          return found;
        },
        { ms, everyMs: 30 },
      ),
  };
}

/** A line as rsyslog writes it: ISO time by default, the traditional one on older systems. */
export function syslogLine(from: string, body: string, at = new Date()): string {
  return `${at.toISOString().replace("Z", "+00:00")} hn1prod-com0001 ${from}: ${body}`;
}

export function kernelLine(uptimeUs: number, body: string, at = new Date()): string {
  const uptime = `${Math.floor(uptimeUs / 1e6)}.${String(uptimeUs % 1e6).padStart(6, "0")}`;
  return syslogLine("kernel", `[${uptime.padStart(12)}] ${body}`, at);
}
