import { type Finding, KraneError } from "../core/index.ts";
import { findingOf } from "./codec.ts";
import { timeOf, tokenOf } from "./fields.ts";
import type { krane } from "./generated/krane.js";

/** A finding and the host that it is of. */
export interface HostFinding {
  readonly host: string;
  readonly finding: Finding;
  /** When it became durable at the collector, ms since the epoch by its clock. */
  readonly receivedAt: number;
}

/** The finding in a collector's message, checked and made safe; throws KRANE_RPC_INVALID where it is none. */
function hostFindingOf(message: krane.v1.HostFinding.$Properties): HostFinding {
  return {
    host: tokenOf("host", message.host),
    finding: findingOf(message.finding ?? {}),
    receivedAt: timeOf("received_at_ms", message.receivedAtMs) ?? 0,
  };
}

/** Findings of a list, and how many of it this program does not understand: those cost the others nothing. */
export interface HostFindings {
  readonly findings: readonly HostFinding[];
  readonly strange: number;
}

export function hostFindingsOf(messages: readonly krane.v1.HostFinding.$Properties[]): HostFindings {
  const findings: HostFinding[] = [];
  for (const message of messages) {
    try {
      findings.push(hostFindingOf(message));
    } catch (error) {
      if (!(error instanceof KraneError)) throw error;
    }
  }
  return { findings, strange: messages.length - findings.length };
}
