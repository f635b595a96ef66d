import { fileURLToPath } from "node:url";
import { type Command, peakMemory, runTimed } from "./child.ts";
import { median } from "./median.ts";

const PROGRAM = fileURLToPath(new URL("../dist/krane-agent.js", import.meta.url));

export interface CheckFigure {
  readonly name: string;
  /** Median of user and system time of the whole process, ms. */
  readonly cpuMs: number;
  readonly rssMb: number;
}

/** `krane-agent check` on this machine, and what node itself costs, in turns. */
export async function benchCheck(runs: number): Promise<readonly CheckFigure[]> {
  const commands = new Map<string, Command>([
    ["node -e 0", [process.execPath, "-e", "0"]],
    ["krane-agent check", [process.execPath, PROGRAM, "check"]],
    ["krane-agent --version", [process.execPath, PROGRAM, "--version"]],
  ]);
  const times = new Map([...commands.keys()].map((name) => [name, [] as number[]]));
  for (let run = 0; run < runs; run++) {
    for (const [name, command] of commands) times.get(name)?.push(runTimed(command).cpu * 1000);
  }
  const figures: CheckFigure[] = [];
  for (const [name, command] of commands) {
    figures.push({ name, cpuMs: median(times.get(name) ?? []), rssMb: await peakMemory(command) });
  }
  return figures;
}

export function formatCheck(figures: readonly CheckFigure[], runs: number): string {
  const bare = figures[0]?.cpuMs ?? Number.NaN;
  const rows = figures.map(
    ({ name, cpuMs, rssMb }) =>
      `| ${name} | ${cpuMs.toFixed(0)} | ${(cpuMs - bare).toFixed(0)} | ${rssMb.toFixed(0)} |`,
  );
  return [
    `check: median of ${runs} runs in turns, CPU of the whole process, no child process`,
    "",
    "| | CPU ms | above bare node | peak RSS MB |",
    "| --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}
