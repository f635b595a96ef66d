import type { Finding, LogFormat, Rule } from "../../src/core/index.ts";
import { LogScan } from "../../src/detect/log-scan.ts";

export interface Scanned {
  readonly text: string;
  readonly format?: LogFormat | "auto";
  readonly path?: string;
}

/** What the rules find in some logs, read one after the other as `krane-agent scan` does. */
export async function scanned(rules: readonly Rule[], logs: readonly Scanned[]): Promise<readonly Finding[]> {
  const scan = new LogScan({ rules, host: "fixture" });
  for (const { text, format = "auto", path = "fixture" } of logs) {
    let left = Buffer.from(text);
    const read = (into: Uint8Array): number => {
      const count = left.copy(into);
      left = left.subarray(count);
      return count;
    };
    await scan.read({ path, format, read, close: () => undefined });
  }
  return scan.end();
}
