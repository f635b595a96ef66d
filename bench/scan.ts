import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Command, peakMemory, runTimed } from "./child.ts";
import { writeLog } from "./log.ts";
import { median } from "./median.ts";

/** What is measured: a command that finds lines in a log, beside ripgrep and grep -E over the same patterns. */
export interface ScanBench {
  readonly title: string;
  readonly megabytes: number;
  readonly runs: number;
  /** As grep -E and ripgrep take them. */
  readonly patterns: readonly string[];
  /** Messages of the kernel that are planted as hits. */
  readonly hits: readonly string[];
  readonly ours: (log: string) => Command;
  /** The number of matching lines in what `ours` printed. */
  readonly count: (stdout: string) => number;
}

export interface ScanFigure {
  readonly name: string;
  /** Median seconds of user and system time, and the worst. */
  readonly cpu: number;
  readonly worst: number;
  readonly perSecond: number;
  readonly ofRipgrep: number;
  readonly rss: number;
}

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const WORK = `${ROOT}.krane/bench/`;
const RIPGREP = `${ROOT}node_modules/@vscode/ripgrep-linux-x64/bin/rg`;

function prepareLog({ title, megabytes, hits }: ScanBench): string {
  const path = `${WORK}${title}-${megabytes}.log`;
  const bytes = megabytes * 2 ** 20;
  if (!existsSync(path) || statSync(path).size !== bytes) writeLog(path, { bytes, hits });
  return path;
}

interface Competitor {
  readonly command: Command;
  readonly count: (stdout: string) => number;
}

function competitors(bench: ScanBench): ReadonlyMap<string, Competitor> {
  mkdirSync(WORK, { recursive: true });
  const log = prepareLog(bench);
  const list = `${WORK}${bench.title}.patterns`;
  writeFileSync(list, bench.patterns.map((pattern) => `${pattern}\n`).join(""));
  return new Map<string, Competitor>([
    ["krane-agent", { command: bench.ours(log), count: bench.count }],
    ["ripgrep", { command: [RIPGREP, "-j1", "--no-mmap", "-c", "-f", list, log], count: Number }],
    ["grep -E", { command: ["grep", "-cE", "-f", list, log], count: Number }],
  ]);
}

/** Lets them run in turns, so that a busy moment of the machine hits all of them; throws where they do not find the same. */
export async function benchScan(bench: ScanBench): Promise<readonly ScanFigure[]> {
  const commands = competitors(bench);
  const seconds = new Map([...commands.keys()].map((name) => [name, [] as number[]]));
  const found = new Set<number>();
  for (let run = -1; run < bench.runs; run++) {
    for (const [name, { command, count }] of commands) {
      const { cpu, stdout } = runTimed(command);
      found.add(count(stdout));
      if (run >= 0) seconds.get(name)?.push(cpu);
    }
  }
  if (found.size !== 1)
    throw new Error(`the competitors do not agree on the number of matching lines: ${[...found].join(", ")}`);
  const ripgrep = median(seconds.get("ripgrep") ?? []);
  const figures: ScanFigure[] = [];
  for (const [name, { command }] of commands) {
    const cpu = median(seconds.get(name) ?? []);
    const worst = Math.max(...(seconds.get(name) ?? []));
    const rss = await peakMemory(command);
    figures.push({ name, cpu, worst, perSecond: bench.megabytes / cpu, ofRipgrep: cpu / ripgrep, rss });
  }
  return figures;
}

/** A table for a terminal or a document. */
export function formatScan(figures: readonly ScanFigure[], { title, megabytes, runs, patterns }: ScanBench): string {
  const rows = figures.map(({ name, cpu, worst, perSecond, ofRipgrep, rss }) =>
    [name, cpu.toFixed(3), worst.toFixed(3), perSecond.toFixed(0), ofRipgrep.toFixed(2), rss.toFixed(0)].join(" | "),
  );
  return [
    `${title}: ${megabytes} MB of syslog, ${patterns.length} patterns, ${runs} runs in turns, CPU seconds of the whole process`,
    "",
    "| | CPU s (median) | worst | MB per CPU-second | of ripgrep's CPU | RSS MB |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows.map((row) => `| ${row} |`),
  ].join("\n");
}
