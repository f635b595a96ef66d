import type { Answer } from "../../core/index.ts";

/** Nobody listens there, or not for this; frozen; only for root; something else. Each is for somebody else to mend, and none is "down". */
export type Refusal = "gone" | "silent" | "denied" | "unseen";

/** As Node and gRPC name them; a runtime whose CRI plugin is turned off says that it does not have the service. */
const GONE = /\b(?:ENOENT|ECONNREFUSED|UNIMPLEMENTED)\b/;
/** EAGAIN: the queue of connections that it does not take is full. */
const SILENT = /\bno answer within\b|\bDEADLINE_EXCEEDED\b|\bEAGAIN\b/;

export type NotKnown = Extract<Answer<never>, { known: false }>;

/** What kept a daemon behind a unix socket from telling anything. */
export function refusalOf({ why, denied }: NotKnown): Refusal {
  if (denied === true) return "denied";
  if (SILENT.test(why)) return "silent";
  return GONE.test(why) ? "gone" : "unseen";
}
