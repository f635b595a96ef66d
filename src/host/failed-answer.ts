import { type Answer, denied, errorCode, explainError, notKnown } from "../core/index.ts";

const DENIED: readonly string[] = ["EACCES", "EPERM"];

/** A failed look as an answer; an error of a file of the host has the system's own as its cause. */
export function failedAnswer(error: unknown): Answer<never> {
  const system = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const why = explainError(error);
  return DENIED.includes(errorCode(system) ?? "") ? denied(why) : notKnown(why);
}
