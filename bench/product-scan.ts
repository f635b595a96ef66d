import { fileURLToPath } from "node:url";
import type { ScanBench } from "./scan.ts";
import { scannerBench } from "./scanner.ts";

const PROGRAM = fileURLToPath(new URL("../dist/krane-agent.js", import.meta.url));

/** Of the findings in JSON. */
function linksDown(printed: string): number {
  const { findings } = JSON.parse(printed) as { findings: { detector: string; count: number }[] };
  return findings.reduce((sum, { detector, count }) => sum + (detector === "link-down" ? count : 0), 0);
}

/** `krane-agent scan` as it is shipped: all rules, from opening the file to printing the findings. */
export async function productScanBench(log: Pick<ScanBench, "megabytes" | "runs">): Promise<ScanBench> {
  return {
    ...(await scannerBench(log)),
    title: "scan",
    linksDown,
    ours: (path) => [process.execPath, PROGRAM, "scan", "-o", "json", path],
  };
}
