import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { type Collector, type CollectorOptions, startCollector } from "../../src/collector/server.ts";
import type { Pki } from "./pki.ts";

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "krane-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface RunningCollector {
  readonly address: string;
  readonly collector: Collector;
  readonly database: string;
  /** Its log so far. */
  readonly log: string[];
}

/** A collector in this process, closed when the test ends. */
export async function runningCollector(pki: Pki, more: Partial<CollectorOptions> = {}): Promise<RunningCollector> {
  const log: string[] = [];
  const database = join(temporaryFolder(), "collector.db");
  const collector = await startCollector({
    host: "127.0.0.1",
    port: 0,
    database,
    tls: pki.server,
    version: "0.1.0",
    log: (priority, message, fields) => log.push(`${priority} ${message} ${JSON.stringify(fields)}`),
    ...more,
  });
  onTestFinished(() => collector.close());
  return { address: `127.0.0.1:${collector.port}`, collector, database, log };
}

export interface ChildCollector {
  readonly child: ChildProcess;
  readonly port: number;
  readonly log: string[];
  kill(signal: "SIGKILL" | "SIGTERM"): Promise<number | null>;
}

/** krane-collector as a real process. */
export async function childCollector(pki: Pki, folder: string, port = 0): Promise<ChildCollector> {
  const files = { ca: pki.server.ca, cert: pki.server.cert, key: pki.server.key };
  const options = Object.entries(files).flatMap(([name, pem]) => {
    writeFileSync(join(folder, name), pem);
    return [`--${name}`, join(folder, name)];
  });
  const program = fileURLToPath(new URL("../../src/main/krane-collector.ts", import.meta.url));
  const args = [program, "serve", "--listen", `127.0.0.1:${port}`, "--data", folder, ...options];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
  const log: string[] = [];
  onTestFinished(() => void child.kill("SIGKILL"));
  const listening = await new Promise<number>((resolve, reject) => {
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      log.push(text);
      const match = /collector: listening address=127\.0\.0\.1:(\d+)/.exec(log.join(""));
      if (match) resolve(Number(match[1]));
    });
    child.on("exit", () => reject(new Error(`krane-collector ended: ${log.join("")}`)));
  });
  return {
    child,
    port: listening,
    log,
    kill(signal) {
      child.kill(signal);
      return ended;
    },
  };
}
