import { readFileSync } from "node:fs";
import { KraneError } from "../core/index.ts";

/** Identity of this boot, the first half of a kmsg cursor: sequence numbers start again with each boot. */
export function readBootId(path = "/proc/sys/kernel/random/boot_id"): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (cause) {
    throw new KraneError("KRANE_SOURCE_OPEN", `read ${path}`, { cause });
  }
}
