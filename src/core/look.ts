import type { Host } from "./check.ts";
import { errorCode, explainError } from "./error.ts";
import { type Answer, denied, known, notKnown } from "./probe.ts";

const DENIED: readonly string[] = ["EACCES", "EPERM"];

function codeOf(error: unknown): string | undefined {
  return errorCode(error instanceof Error && error.cause !== undefined ? error.cause : error);
}

/**
 * A file as an answer: one that is missing, refused, too large or broken costs this one fact and no other. For files whose absence means
 * something, `host.read` is the way: it keeps absence apart and throws the rest.
 */
export async function look(host: Pick<Host, "read">, path: string): Promise<Answer<string>> {
  try {
    const text = await host.read(path);
    return text === undefined ? notKnown(`${path} does not exist`) : known(text.trimEnd());
  } catch (error) {
    return DENIED.includes(codeOf(error) ?? "") ? denied(explainError(error)) : notKnown(explainError(error));
  }
}

/** As `look`, for the first bytes of a file that may be long. */
export async function lookAt(host: Host, path: string, length: number): Promise<Answer<Uint8Array>> {
  try {
    const bytes = await host.readAt(path, 0, length);
    return bytes === undefined ? notKnown(`${path} does not exist`) : known(bytes);
  } catch (error) {
    return DENIED.includes(codeOf(error) ?? "") ? denied(explainError(error)) : notKnown(explainError(error));
  }
}

/** As `look`, for the names in a directory; none of a directory that does not exist. */
export async function lookInto(host: Pick<Host, "list">, path: string): Promise<Answer<readonly string[]>> {
  try {
    return known(await host.list(path));
  } catch (error) {
    return DENIED.includes(codeOf(error) ?? "") ? denied(explainError(error)) : notKnown(explainError(error));
  }
}

/** As `look`, for where a symbolic link points, as it is written. */
export async function lookAtLink(host: Host, path: string): Promise<Answer<string>> {
  try {
    const target = await host.readlink(path);
    return target === undefined ? notKnown(`${path} is no link`) : known(target);
  } catch (error) {
    return DENIED.includes(codeOf(error) ?? "") ? denied(explainError(error)) : notKnown(explainError(error));
  }
}
