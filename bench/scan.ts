import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Command, peakMemory, runTimed } from "./child.ts";
import { writeLog } from "./log.ts";
import { median } from "./median.ts";

/** What is measured: a command that finds lines in a log, beside ripgrep over the same patterns. */
export interface ScanBench {
  readonly title: string;
  readonly megabytes: number;
  readonly runs: number;
  /** A log of the reader's own in place of a made one. */
  readonly log?: string;
  /** As ripgrep takes them. */
  readonly patterns: readonly string[];
  readonly ours: (log: string) => Command;
  /** Prints the lines that our scanner and the rules' patterns find. */
  readonly lines: (log: string) => Command;
  /** Of what our command printed, how many links it saw go down. */
  readonly linksDown?: (printed: string) => number;
}

export interface ScanFigure {
  readonly name: string;
  /** Seconds of user and system time: the best run, which is what nothing else on the machine has made longer, and the median. */
  readonly cpu: number;
  readonly median: number;
  readonly perSecond: number;
  readonly ofRipgrep: number;
  /** Peak MB, and how much more private memory it is than an empty log takes. */
  readonly rss: number;
  readonly aboveIdle: number;
}

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const WORK = `${ROOT}.krane/bench/`;
const EMPTY = `${WORK}empty.log`;
export const RIPGREP = `${ROOT}node_modules/@vscode/ripgrep-linux-x64/bin/rg`;

/** Lines of which each is one event, on ever new interfaces. */
const HITS = [
  "e1000e 0000:00:02.0 e{n}: NIC Link is Down",
  "mlx5_core 0000:4b:00.0 m{n}: Link down",
  "tg3 0000:02:00.0 t{n}: Link is down",
];

const MEMORY_RUNS = 5;

/** The goals of 500 MB; a log of another size is measured without. */
const GOALS = { megabytes: 500, perSecond: 1200, ofRipgrep: 0.6, aboveIdle: 20 };

function madeLog(megabytes: number): string {
  const path = `${WORK}made-${megabytes}.log`;
  const bytes = megabytes * 2 ** 20;
  if (!existsSync(path) || statSync(path).size !== bytes) writeLog(path, { bytes, hits: HITS });
  return path;
}

/** Throws where the lines that we find in a log are not ripgrep's. */
function compareLines({ lines }: ScanBench, log: string, ripgrep: Command): void {
  const [ours, theirs] = [lines(log), ripgrep].map((command) => {
    const { stdout, stderr, exitCode } = runTimed(command);
    if (exitCode > 1) throw new Error(`${command[0]}: ${stderr.slice(-1000)}`);
    return stdout;
  });
  if (ours !== theirs) throw new Error(`the lines found in ${log} are not ripgrep's`);
}

/** Private memory: of node itself more and more is read the longer it runs. When V8 collects is chance, so the median of some runs. */
async function usualMemory(command: Command): Promise<number> {
  const peaks: number[] = [];
  for (let run = 0; run < MEMORY_RUNS; run++) peaks.push(await peakMemory(command, "RssAnon"));
  return median(peaks);
}

/** Throws where our command does not tell of every hit in a made log, and of no other link. */
function compareHits({ ours, linksDown }: ScanBench, log: string): void {
  if (linksDown === undefined) return;
  const hits = HITS.flatMap((hit) => ["-e", hit.replace("{n}", "\\d+")]);
  const planted = Number(runTimed([RIPGREP, "-ca", ...hits, log]).stdout);
  const told = linksDown(runTimed(ours(log)).stdout);
  if (told !== planted) throw new Error(`of ${planted} links that went down in ${log}, ${told} were told`);
}

/** Lets them run in turns, so that a busy moment of the machine hits all of them; throws where they do not find the same. */
export async function benchScan(bench: ScanBench): Promise<readonly ScanFigure[]> {
  mkdirSync(WORK, { recursive: true });
  writeFileSync(EMPTY, "");
  const log = bench.log ?? madeLog(bench.megabytes);
  const list = `${WORK}patterns`;
  writeFileSync(list, bench.patterns.map((pattern) => `${pattern}\n`).join(""));
  const ripgrep: Command = [RIPGREP, "-j1", "--no-mmap", "--no-config", "-a", "-f", list];
  compareLines(bench, log, [...ripgrep, log]);
  if (bench.log === undefined) compareHits(bench, log);
  const commands = new Map<string, (path: string) => Command>([
    ["krane-agent", bench.ours],
    ["ripgrep", (path) => [...ripgrep, "-c", path]],
    ["ripgrep --no-unicode", (path) => [...ripgrep, "--no-unicode", "-c", path]],
  ]);
  const seconds = new Map([...commands.keys()].map((name) => [name, [] as number[]]));
  for (let run = 0; run < bench.runs; run++) {
    for (const [name, command] of commands) seconds.get(name)?.push(runTimed(command(log)).cpu);
  }
  const best = Math.min(...(seconds.get("ripgrep") ?? []));
  const figures: ScanFigure[] = [];
  for (const [name, command] of commands) {
    const times = seconds.get(name) ?? [];
    const cpu = Math.min(...times);
    const rss = await peakMemory(command(log));
    const aboveIdle = (await usualMemory(command(log))) - (await usualMemory(command(EMPTY)));
    const perSecond = statSync(log).size / 2 ** 20 / cpu;
    figures.push({ name, cpu, median: median(times), perSecond, ofRipgrep: cpu / best, rss, aboveIdle });
  }
  return figures;
}

/** The goals that our figure misses, in words. */
export function missedGoals([ours]: readonly ScanFigure[], { title, megabytes }: ScanBench): readonly string[] {
  if (ours === undefined || megabytes < GOALS.megabytes) return [];
  const { perSecond, ofRipgrep, aboveIdle } = ours;
  const missed = [
    perSecond < GOALS.perSecond && `${perSecond.toFixed(0)} MB per CPU-second are less than ${GOALS.perSecond}`,
    ofRipgrep > GOALS.ofRipgrep && `${ofRipgrep.toFixed(2)} of ripgrep's CPU is more than ${GOALS.ofRipgrep}`,
    aboveIdle > GOALS.aboveIdle &&
      `${aboveIdle.toFixed(1)} MB of private memory above an empty log are more than ${GOALS.aboveIdle}`,
  ];
  return missed.filter((text) => text !== false).map((text) => `${title}: ${text}`);
}

/** A table for a terminal or a document. */
export function formatScan(figures: readonly ScanFigure[], { title, megabytes, runs, patterns }: ScanBench): string {
  const rows = figures.map(({ name, cpu, median, perSecond, ofRipgrep, rss, aboveIdle }) =>
    [name, cpu.toFixed(3), median.toFixed(3), perSecond.toFixed(0), ofRipgrep.toFixed(2), rss, aboveIdle]
      .map((cell) => (typeof cell === "number" ? cell.toFixed(0) : cell))
      .join(" | "),
  );
  return [
    `${title}: ${megabytes} MB of syslog, ${patterns.length} patterns, ${runs} runs in turns, CPU seconds of the whole process`,
    "",
    "| | CPU s (best) | median | MB per CPU-second | of ripgrep's CPU | RSS MB | private above an empty log |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows.map((row) => `| ${row} |`),
  ].join("\n");
}
