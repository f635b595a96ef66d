import type { Finding, Rule } from "../../src/core/index.ts";
import { LogScan } from "../../src/detect/log-scan.ts";

/** What the product's rules find in one log, as `krane-agent scan` reads it. */
export async function scanText(text: string, rules: readonly Rule[]): Promise<readonly Finding[]> {
  const scan = new LogScan({ rules, host: "corpus" });
  let left = Buffer.from(text);
  const read = (into: Uint8Array): number => {
    const count = left.copy(into);
    left = left.subarray(count);
    return count;
  };
  await scan.read({ path: "corpus", format: "auto", read, close: () => undefined });
  return scan.end();
}
