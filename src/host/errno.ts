import { constants } from "node:os";
import { errorCode, KraneError } from "../core/index.ts";

/** Name of the system's error behind a failed look ("EACCES"). */
export function systemCode(error: unknown): string | undefined {
  return errorCode(error instanceof Error && error.cause !== undefined ? error.cause : error);
}

/** Its number; undefined where it was no error of the system. */
export function errnoOf(error: unknown): number | undefined {
  const code = systemCode(error) ?? "";
  return Object.entries(constants.errno).find(([name]) => name === code)?.[1];
}

export function isTooLarge(error: unknown): boolean {
  return error instanceof KraneError && error.code === "KRANE_HOST_TOO_LARGE";
}
