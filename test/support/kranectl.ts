import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { EventEmitter } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { TlsMaterial } from "../../src/rpc/tls.ts";
import { temporaryFolder } from "./collectors.ts";

const PROGRAM = fileURLToPath(new URL("../../src/main/kranectl.ts", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  /** Resolves with all that was written to `stream` once it holds `text`. */
  said(stream: "out" | "err", text: string): Promise<string>;
}

/** kranectl as a real process with an environment of its own: no settings of whoever runs the tests. */
export function spawnKranectl(args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const own = { HOME: "/nonexistent", TZ: "UTC", LANG: "C.UTF-8", PATH: process.env.PATH, ...env };
  const child = spawn(process.execPath, [PROGRAM, ...args], { env: own });
  onTestFinished(() => void child.kill("SIGKILL"));
  const texts = { out: "", err: "" };
  const news = new EventEmitter();
  const collect = (stream: "out" | "err") => (text: string) => {
    texts[stream] += text;
    news.emit("text");
  };
  child.stdout.setEncoding("utf8").on("data", collect("out"));
  child.stderr.setEncoding("utf8").on("data", collect("err"));
  const ended = new Promise<Ended>((resolve) => child.on("close", (code) => resolve({ code, ...texts })));
  const said = (stream: "out" | "err", text: string) =>
    new Promise<string>((resolve, reject) => {
      const look = () => texts[stream].includes(text) && resolve(texts[stream]);
      news.on("text", look);
      look();
      void ended.then(({ code, out, err }) => reject(new Error(`ended ${code} without "${text}": ${out}${err}`)));
    });
  return { child, ended, said };
}

export function runKranectl(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return spawnKranectl(args, env).ended;
}

/** The flags that make kranectl ask `address` with these certificates. */
export function flagsFor(address: string, tls: TlsMaterial): string[] {
  const folder = temporaryFolder();
  const files = (["ca", "cert", "key"] as const).flatMap((name) => {
    writeFileSync(join(folder, name), tls[name]);
    return [`--${name}`, join(folder, name)];
  });
  return ["--collector", address, ...files];
}

/** Times that differ from run to run, made equal without a change of their width. */
export function steady(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, "2026-11-21 03:07:12")
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, "2026-11-21T03:07:12.000Z")
    .replace(/\d{1,2} s ago(?<fill> *)/g, (age, fill: string) =>
      fill === "" ? "0 s ago" : "0 s ago".padEnd(age.length),
    )
    .replace(/\d{1,2}초 전(?<fill> *)/g, (age, fill: string) => (fill === "" ? "0초 전" : "0초 전".padEnd(age.length)))
    .replace(/"clockOffsetMs": -?\d+/g, '"clockOffsetMs": 0')
    .replace(/^ {2}"durationMs": [\d.]+/gm, '  "durationMs": 0');
}
