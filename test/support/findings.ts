import type { Finding } from "../../src/core/index.ts";

export function finding(number: number, more: Partial<Finding> = {}): Finding {
  return {
    id: `finding-${number}`,
    detector: "guest-oops",
    kind: "event",
    status: "critical",
    reason: "GuestOops",
    message: `guest instance-${number} had an oops in CPU 0/KVM`,
    subject: { type: "guest", name: `instance-${number}`, id: "8f0c1b1e-0d6c-4b7a-9c55-3a6ff2f0a001" },
    attributes: { "process.pid": number, "krane.vm.uuid": "8f0c1b1e-0d6c-4b7a-9c55-3a6ff2f0a001" },
    evidence: ["BUG: unable to handle kernel NULL pointer dereference at 0000000000000008"],
    case: "4.5",
    ticket: "SYS_KERNEL_PANIC",
    fingerprint: `fingerprint-${number}`,
    count: 1,
    startsAt: 1_700_000_000_000 + number,
    lastObservedAt: 1_700_000_000_000 + number,
    runbook: "guest-oops",
    ...more,
  };
}
