import { errorCode, KraneError } from "../core/index.ts";

/** No such file, a parent that is no directory, a process that has gone meanwhile. */
const ABSENT: readonly string[] = ["ENOENT", "ENOTDIR", "ESRCH"];

/** undefined where the file is not there; everything else is thrown as KRANE_HOST_READ. */
export function absentOrThrow(action: string, path: string, cause: unknown): undefined {
  if (cause instanceof KraneError) throw cause;
  if (ABSENT.includes(errorCode(cause) ?? "")) return undefined;
  throw new KraneError("KRANE_HOST_READ", `${action} ${path}`, { cause });
}

export function refused(action: string, path: string, why: string): KraneError {
  return new KraneError("KRANE_HOST_READ", `${action} ${path}: ${why}`);
}

export function tooLarge(path: string, bound: string): KraneError {
  return new KraneError("KRANE_HOST_TOO_LARGE", `read ${path}: more than ${bound}`);
}
