import { field } from "../core/index.ts";
import { tokenOf, wholeOf } from "../rpc/fields.ts";
import { negotiate, PROTOCOL } from "../rpc/protocol.ts";
import type { FromAgent } from "../rpc/services.ts";
import type { HelloRow } from "./store-rows.ts";

type Hello = NonNullable<FromAgent["hello"]>;

/** The version to speak with this agent; undefined where there is none. */
export function protocolFor(hello: Hello): number | undefined {
  return negotiate({ min: hello.minProtocol ?? 0, max: hello.maxProtocol ?? 0 }, PROTOCOL);
}

/** What a Hello says, checked. The host is the certificate's, never the message's. */
export function helloRow(host: string, hello: Hello, now: number): HelloRow {
  return {
    host,
    epoch: tokenOf("epoch", hello.epoch),
    agentVersion: field(hello.agentVersion ?? ""),
    profile: field(hello.profile ?? ""),
    region: typeof hello.region === "string" ? field(hello.region) : undefined,
    kernelRelease: field(hello.kernelRelease ?? ""),
    bootId: field(hello.bootId ?? ""),
    clockOffset: now - wholeOf("time_ms", hello.timeMs),
  };
}

/** Questions that the agent says it can answer. */
export function capabilitiesOf(hello: Hello): ReadonlySet<string> {
  return new Set((hello.capabilities ?? []).slice(0, 64));
}
