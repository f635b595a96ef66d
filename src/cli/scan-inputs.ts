import { existsSync } from "node:fs";
import { join } from "node:path";
import { KraneError, type LogFormat } from "../core/index.ts";
import type { ScanInput } from "../detect/log-scan.ts";
import { openKmsg } from "../sources/kmsg-device.ts";
import { openLogInput } from "../sources/log-input.ts";

interface Wanted {
  readonly files: readonly string[];
  readonly format: LogFormat | "auto";
  readonly root: string | undefined;
}

/** Where a captured tree keeps its kernel log, the most exact first. */
const CAPTURED: readonly (readonly [path: string, format: LogFormat])[] = [
  ["extra/kmsg.raw", "kmsg"],
  ["extra/dmesg.txt", "dmesg"],
  ["var/log/dmesg", "dmesg"],
  ["var/log/kern.log", "syslog"],
  ["var/log/syslog", "syslog"],
];

function openFile(path: string, format: LogFormat | "auto"): () => Promise<ScanInput> {
  return async () => ({ ...(await openLogInput(path)), format });
}

/** This boot's kernel log, all that the ring still holds. */
function openRing(): ScanInput {
  const path = "/dev/kmsg";
  const reader = openKmsg(path);
  const read = (into: Uint8Array): number => {
    for (;;) {
      const got = reader.read(into);
      if (typeof got === "number") return got;
      if (got === "empty") return 0;
    }
  };
  return { path, format: "kmsg", live: true, read, close: () => reader.close() };
}

/** The kernel log of a captured tree, and its format; undefined where there is none. */
export function capturedLog(root: string): readonly [path: string, format: LogFormat] | undefined {
  return CAPTURED.find(([path]) => existsSync(join(root, path)));
}

function openCaptured(root: string): () => Promise<ScanInput> {
  const found = capturedLog(root);
  if (found === undefined) {
    const places = CAPTURED.map(([path]) => path).join(", ");
    throw new KraneError("KRANE_SCAN_INPUT", `${root}: holds no kernel log; looked for ${places}`);
  }
  return openFile(join(root, found[0]), found[1]);
}

/** How to open each log that was asked for. */
export function openScanInputs({ files, format, root }: Wanted): readonly (() => Promise<ScanInput>)[] {
  if (root !== undefined) return [async () => openCaptured(root)()];
  if (files.length === 0) return [async () => openRing()];
  return files.map((path) => openFile(path, format));
}
