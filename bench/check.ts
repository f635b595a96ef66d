import { fileURLToPath } from "node:url";
import { benchBigRoot } from "./big-root.ts";
import { formatFigures, inTurns } from "./in-turns.ts";

const PROGRAM = fileURLToPath(new URL("../dist/krane-agent.js", import.meta.url));

/** `krane-agent check` on this machine, and what node itself costs, in turns. Goal: 60 ms of wall time, 35 ms of CPU above bare node. */
export async function checkBench(runs: number): Promise<string> {
  const figures = await inTurns(
    [
      ["node -e 0", [process.execPath, "-e", "0"]],
      ["krane-agent check", [process.execPath, PROGRAM, "check"]],
      ["krane-agent --version", [process.execPath, PROGRAM, "--version"]],
    ],
    runs,
  );
  return formatFigures(`check: median of ${runs} runs in turns, the whole process, no child process`, figures);
}

/** The same of the largest host there could be. Goal: 250 ms of wall time. */
export async function bigRootBench(runs: number): Promise<string> {
  const figures = await benchBigRoot(PROGRAM, runs);
  return formatFigures(`bigroot: check --root of a made-up host, median of ${runs} runs in turns`, figures);
}
