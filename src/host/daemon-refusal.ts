import { type Answer, denied, errorCode, explainError, known, notKnown } from "../core/index.ts";
import { ANSWER_BYTES } from "./helper-wire.ts";

const DENIED: readonly string[] = ["EACCES", "EPERM"];
const MOST_CAUSES = 4;

function codesOf(error: unknown, depth = 0): readonly string[] {
  if (!(error instanceof Error) || depth === MOST_CAUSES) return [];
  return [errorCode(error) ?? "", ...codesOf(error.cause, depth + 1)];
}

/** Why a daemon behind a socket told nothing: missing, frozen and refused are told apart by what this says (parse/container/daemon-refusal.ts). */
export function daemonRefusal(daemon: string, socket: string, error: unknown): Answer<never> {
  const why = `${daemon} does not answer on ${socket}: ${explainError(error)}`;
  return codesOf(error).some((code) => DENIED.includes(code)) ? denied(why) : notKnown(why);
}

/** `work`, ended by its signal when its time is over. */
export async function withinTime<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ended = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work(ended.signal), late]);
  } finally {
    clearTimeout(timer);
    ended.abort();
  }
}

/** The frame around a text in the helper's answer. */
const FRAME_BYTES = 64;

/** What a daemon told, where the helper can pass it on whole: a part of a list would make the rest of it look missing. */
export function told(text: string): Answer<string> {
  const bytes = Buffer.byteLength(JSON.stringify(text));
  return bytes + FRAME_BYTES <= ANSWER_BYTES ? known(text) : notKnown(`${bytes} bytes of containers are too many`);
}
