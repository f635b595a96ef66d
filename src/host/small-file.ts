import { readFileSync } from "node:fs";
import { errorCode, KraneError } from "../core/index.ts";

/** A file that the kernel makes of its own memory; undefined where it does not have it. */
export function readSmall(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return undefined;
    throw new KraneError("KRANE_HOST_READ", `read ${path}`, { cause });
  }
}
