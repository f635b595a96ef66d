import { availableParallelism, cpus, loadavg, release, totalmem } from "node:os";

/** One line about the machine that figures come from; the load says whether it was at rest. */
export function describeMachine(): string {
  const model = cpus()[0]?.model ?? "unknown processor";
  const memory = Math.round(totalmem() / 2 ** 30);
  const load = (loadavg()[0] ?? 0).toFixed(1);
  return `${model}, ${availableParallelism()} cores, ${memory} GB, Linux ${release()}, node ${process.version}, load ${load}`;
}
