import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { errorCode, explainError } from "../core/index.ts";
import { type AllHeard, type Heard, PARTS, type Part } from "../parse/board/hardware.ts";
import { recordOf } from "../parse/board/inventory-values.ts";

/** In the bundle the program that asks lies beside this chunk, from source beside this file. */
const PROGRAM = new URL(
  import.meta.url.endsWith(".ts") ? "./inventory-worker.ts" : "./inventory-worker.js",
  import.meta.url,
);

/** Where the tools are; the caller's PATH, which root may have from anybody, is not asked. */
const ENVIRONMENT = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" };
/** What the answers of one host come to at most: 4,000 block devices are 1.5 MB. */
const ANSWER_BYTES = 8 * 1024 * 1024;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface InventoryProcess {
  readonly deadlineMs: number;
  /** Told of each part as it comes. */
  readonly told: (part: Part) => void;
}

function partIn(line: string): readonly [Part, Heard] | undefined {
  try {
    const { part, value, error } = recordOf(JSON.parse(line));
    const known = PARTS.find((one) => one === part);
    if (known === undefined) return undefined;
    return [known, typeof error === "string" ? { error } : { value }];
  } catch {
    return undefined;
  }
}

/** Ends the child with all that it started; who hangs in the kernel stays, but nobody waits for it. */
function end(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    if (errorCode(error) !== "ESRCH") throw error;
  }
  child.stdout?.destroy();
  child.unref();
}

/** Gives each part that the child tells to `tell`; resolves when it has ended, with how. */
function listen(child: ChildProcess, output: Readable, tell: (part: Part, heard: Heard) => void): Promise<string> {
  return new Promise((resolve) => {
    let bytes = 0;
    output.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > ANSWER_BYTES) resolve("the answers are larger than 8 MiB");
    });
    createInterface({ input: output }).on("line", (line) => {
      const said = partIn(line);
      if (said !== undefined) tell(...said);
    });
    child.once("error", (error) => resolve(explainError(error)));
    child.once("close", (code, signal) => resolve(`the process that asks ended with ${signal ?? code}`));
  });
}

/**
 * Asks the hardware in a process of its own: systeminformation waits for some of its children with the event loop stopped, so no deadline
 * would fire beside it, and what it started could not be ended. What was heard by the deadline is kept.
 */
export async function hearHardware({ deadlineMs, told }: InventoryProcess): Promise<AllHeard> {
  const heard = new Map<Part, Heard>();
  const child = spawn(process.execPath, [fileURLToPath(PROGRAM)], {
    cwd: "/",
    detached: true,
    env: ENVIRONMENT,
    stdio: ["ignore", "pipe", "ignore"],
  });
  // A group of its own does not hear the terminal's ^C.
  const interrupted = (signal: NodeJS.Signals) => {
    end(child);
    process.kill(process.pid, signal);
  };
  for (const signal of SIGNALS) process.once(signal, interrupted);
  const late = new AbortController();
  try {
    const ended = listen(child, child.stdout, (part, answer) => {
      heard.set(part, answer);
      told(part);
    });
    const why = await Promise.race([ended, delay(deadlineMs, undefined, { signal: late.signal })]);
    // Without an end it is the time that was up, which a part that is not in the map says.
    if (why !== undefined) for (const part of PARTS) if (!heard.has(part)) heard.set(part, { error: why });
  } finally {
    late.abort();
    for (const signal of SIGNALS) process.off(signal, interrupted);
    end(child);
  }
  return heard;
}
