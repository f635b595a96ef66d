import type { Attributes } from "./attributes.ts";
import type { Status } from "./status.ts";

export type SubjectType = "host" | "guest" | "nic" | "disk" | "device" | "memory" | "cpu" | "service" | "file";

/** What a finding is about. */
export interface Subject {
  readonly type: SubjectType;
  readonly name: string;
  readonly id?: string;
}

/**
 * What a check or a rule says, over its whole life: opened, counted, resolved.
 * Field names follow Kubernetes (reason, message), Alertmanager (fingerprint, startsAt, endsAt) and EventSeries (count, lastObservedAt).
 */
export interface Finding {
  /** Stays the same over updates and restarts; the collector upserts by it. */
  readonly id: string;
  /** Id of the check or rule. */
  readonly detector: string;
  /** A state that holds, or something that happened. */
  readonly kind: "condition" | "event";
  readonly status: Status;
  /** CamelCase: the state that was seen. */
  readonly reason: string;
  /** One English line; readers render their own language from detector, reason and attributes. */
  readonly message: string;
  readonly subject: Subject;
  readonly attributes: Attributes;
  readonly evidence: readonly string[];
  /** Case of the operators' manual: "4.5". */
  readonly case?: string;
  /** The site's own fault code: "SYS_KERNEL_PANIC". */
  readonly ticket?: string;
  /** Equal for repeats of the same trouble: detector and identity. */
  readonly fingerprint: string;
  readonly count: number;
  /** ms since the epoch; absent only where a scanned log has no wall clock. */
  readonly startsAt?: number;
  readonly lastObservedAt?: number;
  /** Set when it is over; the time of reading it where a scanned log has no wall clock. */
  readonly endsAt?: number;
  readonly runbook: string;
}
