import { field, KraneError } from "../core/index.ts";
import { knock, type Obstacle } from "./knock.ts";
import type { CloseReason, RpcStatus } from "./stream.ts";
import type { TlsMaterial } from "./tls.ts";

const KNOCK_MS = 3_000;

/** What an obstacle means to an operator, and the way out. */
const WAYS_OUT: Readonly<Record<Obstacle, string>> = {
  refused: "nothing listens there: start krane-collector on that host, or correct the address (--collector)",
  "no-such-name": "that name is not known: correct the address (--collector), or look at DNS",
  "no-answer": "the host is down, or a firewall drops the packets: try from another host",
  "not-tls": "what answers there does not speak TLS 1.3 as krane-collector does: correct the address (--collector)",
  "other-ca": "its certificate was not signed by the CA that is trusted here: name the right CA file (--ca)",
  "other-name": "its certificate is for another name: use one of its names as the address (--collector)",
  expired: "its certificate is not valid now: renew it on the collector, or mend the clock of one of the two",
  "refuses-us":
    "it does not take this certificate: it has expired or another CA signed it; get a new one from who runs the collector (--cert, --key)",
};

/** The collector itself said no: to ask again would get the same. */
const REFUSALS: readonly RpcStatus[] = ["PERMISSION_DENIED", "INVALID_ARGUMENT", "NOT_FOUND", "UNIMPLEMENTED"];

export function isRefusal({ status }: CloseReason): boolean {
  return REFUSALS.includes(status);
}

function refusal({ status, why }: CloseReason, address: string): string {
  if (status === "PERMISSION_DENIED") {
    const what = "it is not an operator's certificate; name one that was issued to an operator (--cert, --key)";
    return `the collector at ${address} does not answer this certificate: ${what}`;
  }
  if (status === "NOT_FOUND") return `${field(why)}; kranectl hosts names those that have`;
  return field(why);
}

/** Of grpc-js, whose channel had no connection (load-balancer-pick-first.js): nobody has answered, whoever can be reached by now. */
const NOT_CONNECTED = /^No connection established/;

/**
 * The error that stands for a call that failed. Where the call does not tell, a plain connection is tried: a collector that can be
 * reached has answered itself, and its answer is the reason.
 */
export async function queryFailure(reason: CloseReason, address: string, tls: TlsMaterial): Promise<KraneError> {
  if (isRefusal(reason)) return new KraneError("KRANE_QUERY_REFUSED", refusal(reason, address));
  const knocked = await knock(address, tls, KNOCK_MS);
  if (knocked === undefined && NOT_CONNECTED.test(reason.why)) {
    const what = `cannot reach the collector at ${address}: it was away for a moment and is back; try again`;
    return new KraneError("KRANE_QUERY_UNREACHABLE", what);
  }
  if (knocked === undefined)
    return new KraneError("KRANE_QUERY_REFUSED", `the collector at ${address} says: ${field(reason.why)}`);
  const what = `cannot reach the collector at ${address}: ${field(knocked.why)}; ${WAYS_OUT[knocked.obstacle]}`;
  return new KraneError("KRANE_QUERY_UNREACHABLE", what);
}
