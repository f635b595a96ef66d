import { type Command, peakMemory, runTimed } from "./child.ts";
import { median } from "./median.ts";

/** What a command costs. */
export interface Figure {
  readonly name: string;
  /** Medians of the whole process, ms: from its start to its end, and user and system time. */
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly rssMb: number;
}

/** Runs commands in turns, so that whatever else the machine does hits all of them. */
export async function inTurns(
  commands: readonly (readonly [name: string, command: Command])[],
  runs: number,
): Promise<readonly Figure[]> {
  const times = new Map(commands.map(([name]) => [name, { wall: [] as number[], cpu: [] as number[] }]));
  for (let run = 0; run < runs; run++) {
    for (const [name, command] of commands) {
      const { wall, cpu } = runTimed(command);
      times.get(name)?.wall.push(wall * 1000);
      times.get(name)?.cpu.push(cpu * 1000);
    }
  }
  const figures: Figure[] = [];
  for (const [name, command] of commands) {
    const { wall = [], cpu = [] } = times.get(name) ?? {};
    figures.push({ name, wallMs: median(wall), cpuMs: median(cpu), rssMb: await peakMemory(command) });
  }
  return figures;
}

/** A table whose first line is bare node. */
export function formatFigures(title: string, figures: readonly Figure[]): string {
  const bare = figures[0];
  const rows = figures.map(({ name, wallMs, cpuMs, rssMb }) => {
    const cells = [wallMs, wallMs - (bare?.wallMs ?? Number.NaN), cpuMs, cpuMs - (bare?.cpuMs ?? Number.NaN), rssMb];
    return `| ${name} | ${cells.map((value) => value.toFixed(0)).join(" | ")} |`;
  });
  return [
    title,
    "",
    "| | wall ms | above bare node | CPU ms | above bare node | peak RSS MB |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}
