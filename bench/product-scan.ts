import { fileURLToPath } from "node:url";
import { loadRegistry } from "../src/detect/registry.ts";
import { productPatterns } from "./product-patterns.ts";
import type { ScanBench } from "./scan.ts";

const PROGRAM = fileURLToPath(new URL("../dist/krane-agent.js", import.meta.url));

/** Lines of which each is one event, on ever new interfaces. */
const HITS = [
  "e1000e 0000:00:02.0 e{n}: NIC Link is Down",
  "mlx5_core 0000:4b:00.0 m{n}: Link down",
  "tg3 0000:02:00.0 t{n}: Link is down",
];

/** All lines that a scan's findings stand for. */
function events(stdout: string): number {
  const { findings } = JSON.parse(stdout) as { findings: readonly { count: number }[] };
  return findings.reduce((sum, { count }) => sum + count, 0);
}

/** `krane-agent scan` as it is shipped: all rules, from opening the file to printing the findings. */
export async function productScanBench(megabytes: number, runs: number): Promise<ScanBench> {
  const { rules } = await loadRegistry();
  return {
    title: "scan",
    megabytes,
    runs,
    patterns: productPatterns(rules),
    hits: HITS,
    ours: (log) => [process.execPath, PROGRAM, "scan", "-o", "json", log],
    count: events,
  };
}
