import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../../dist/krane-agent.js", import.meta.url));

/** One verdict as `check -o json` prints it. */
export interface Result {
  readonly check: string;
  readonly status: string;
  readonly reason: string;
  readonly subject: { readonly type: string; readonly name: string };
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface AgentRun {
  readonly results: readonly Result[];
  /** Of the whole process, ms. */
  readonly wallMs: number;
}

/** The built agent's check of one captured tree. Its exit code is the host's state; no JSON is a crash. */
export function runAgent(root: string, profile: string): Promise<AgentRun> {
  const args = [PROGRAM, "check", "--root", root, "--profile", profile, "-o", "json"];
  const started = performance.now();
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { maxBuffer: 256 * 1024 * 1024 }, (_, stdout, stderr) => {
      const wallMs = performance.now() - started;
      try {
        resolve({ results: JSON.parse(stdout).results, wallMs });
      } catch (cause) {
        reject(new Error(`krane-agent check --root ${root}: ${stderr}`, { cause }));
      }
    });
  });
}
