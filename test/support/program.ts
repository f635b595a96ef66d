import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What a program did, as the caller of a shell sees it. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));
const AGENT = `${ROOT}dist/krane-agent.js`;

/** English, UTC, no colours by themselves: what stands in the golden files. */
export const ENV: NodeJS.ProcessEnv = { PATH: process.env.PATH, LANG: "C.UTF-8", TZ: "UTC", TERM: "xterm" };

/** Runs any program in the folder of the project. */
export function ran(command: string, args: readonly string[], options: SpawnSyncOptions = {}): Ran {
  const settings = { cwd: ROOT, env: ENV, maxBuffer: 64 * 1024 * 1024, timeout: 50_000, ...options };
  const { status, stdout, stderr, error } = spawnSync(command, args, { ...settings, encoding: "utf8" });
  if (error !== undefined) throw error;
  return { code: status, out: String(stdout ?? ""), err: String(stderr ?? "") };
}

/** Runs the built krane-agent. */
export function agent(args: readonly string[], options: SpawnSyncOptions = {}): Ran {
  return ran(process.execPath, [AGENT, ...args], options);
}

/** Runs a line of bash in which "$agent" is the built krane-agent. */
export function bash(line: string, options: SpawnSyncOptions = {}): Ran {
  const script = `agent() { "${process.execPath}" "${AGENT}" "$@"; }; ${line}`;
  return ran("bash", ["--norc", "-c", script], options);
}
