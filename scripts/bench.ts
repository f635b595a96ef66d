import { bigRootBench, checkBench } from "../bench/check.ts";
import { benchLatency, formatLatency } from "../bench/latency.ts";
import { describeMachine } from "../bench/machine.ts";
import { productScanBench } from "../bench/product-scan.ts";
import { benchScan, formatScan, missedGoals, type ScanBench } from "../bench/scan.ts";
import { scannerBench } from "../bench/scanner.ts";
import { benchStorm, formatStorm } from "../bench/storm.ts";
import { buildAll } from "./build-all.ts";

const RUNS = 5;
const CHECK_RUNS = 21;
const BIG_ROOT_RUNS = 11;
const LATENCY_LINES = 300;
const STORM = { perSecond: 1_000_000, seconds: 5 };

const SCANNED_MEGABYTES = 500;

const missed: string[] = [];

async function scan(bench: ScanBench): Promise<string> {
  const figures = await benchScan(bench);
  missed.push(...missedGoals(figures, bench));
  return formatScan(figures, bench);
}

const BENCHES: Readonly<Record<string, () => Promise<string>>> = {
  check: () => checkBench(CHECK_RUNS),
  bigroot: () => bigRootBench(BIG_ROOT_RUNS),
  scan: async () => scan(await productScanBench({ megabytes: SCANNED_MEGABYTES, runs: RUNS })),
  scanner: async () => scan(await scannerBench({ megabytes: SCANNED_MEGABYTES, runs: RUNS })),
  storm: async () => formatStorm(await benchStorm(STORM.perSecond, STORM.seconds)),
  latency: async () => formatLatency(await benchLatency(LATENCY_LINES)),
};

await buildAll();
const wanted = process.argv.slice(2);
const strange = wanted.find((name) => !Object.hasOwn(BENCHES, name));
if (strange !== undefined) {
  console.error(`bench ${strange}: there is none; choose of ${Object.keys(BENCHES).join(", ")}`);
  process.exitCode = 64;
} else {
  console.log(describeMachine());
  for (const [name, run] of Object.entries(BENCHES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    process.stderr.write(`measuring ${name} ...\n`);
    console.log(`\n${await run()}`);
  }
  for (const goal of missed) console.error(`missed: ${goal}`);
  if (missed.length > 0) process.exitCode = 1;
}
