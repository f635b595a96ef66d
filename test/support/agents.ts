import type { Question, Reply } from "../../src/core/index.ts";
import type { HelloFacts } from "../../src/uplink/facts.ts";
import { Uplink, type UplinkOptions } from "../../src/uplink/uplink.ts";

export const HELLO: HelloFacts = {
  agentVersion: "0.1.0",
  bootId: "3f6d2c52-6a0b-4c4c-8f9e-0a1b2c3d4e5f",
  profile: "compute",
  region: "hn1prod",
  kernelRelease: "5.4.0-216-generic",
  capabilities: ["run_checks", "rescan", "describe"],
};

export const RESULT = {
  check: "swap",
  status: "critical",
  reason: "SwapActive",
  message: "swap /dev/sda2 is active",
  subject: { type: "host", name: "hn1prod-com0001" },
  attributes: { "krane.swap.bytes": 8_589_934_592, "krane.swap.devices": ["/dev/sda2"] },
  evidence: ["/dev/sda2 partition 8388604 0 -2"],
  case: "4.10",
  runbook: "swap",
  durationMs: 1.25,
} as const;

export async function answer(question: Question): Promise<Reply> {
  switch (question.kind) {
    case "run_checks":
      return { kind: "run_checks", results: [RESULT] };
    case "rescan":
      return { kind: "rescan", findings: 7 };
    case "describe":
      return { kind: "describe", agentVersion: "0.1.0", profile: "compute", checks: ["swap"], rules: [], sources: [] };
  }
}

type Wanted = Pick<UplinkOptions, "queue" | "address" | "tls"> & Partial<UplinkOptions>;

/** An uplink that does not wait long before it tries again. */
export function uplink(options: Wanted, signal: AbortSignal): Uplink {
  return new Uplink({ hello: HELLO, answer, log: () => undefined, random: () => 0.05, ...options }, signal);
}
