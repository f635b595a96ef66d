import { fileURLToPath } from "node:url";
import type { ScanBench } from "./scan.ts";
import { scannerBench } from "./scanner.ts";

const PROGRAM = fileURLToPath(new URL("../dist/krane-agent.js", import.meta.url));

/** `krane-agent scan` as it is shipped: all rules, from opening the file to printing the findings. */
export async function productScanBench(log: Pick<ScanBench, "megabytes" | "runs">): Promise<ScanBench> {
  return {
    ...(await scannerBench(log)),
    title: "scan",
    ours: (path) => [process.execPath, PROGRAM, "scan", "-o", "json", path],
  };
}
