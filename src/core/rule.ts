import type { Duration } from "./duration.ts";
import type { SubjectType } from "./finding.ts";
import type { Status } from "./status.ts";
import type { Text } from "./text.ts";

/** What a log entry of one writer looks like. */
export interface Pattern {
  /** Who must have written the record: "kernel" or a syslog identifier. Text of other writers never matches. */
  readonly from: string;
  /** A literal of at least 5 characters that every match holds; only lines that hold it are looked at. */
  readonly contains: string;
  /** Tried on the message; starts with ^, named groups only. */
  readonly match: RegExp;
  readonly status?: Status;
  /** The group that says how often it happened ("1 CE ..." is a count); once where absent. */
  readonly count?: string;
  /** Attributes that this wording means without naming them ("Docker Application Container Engine" is docker). */
  readonly means?: Readonly<Record<string, string>>;
  /** Says nothing without the machine at hand, and stands in every log a thousand times: only looked for in a log of the live machine. */
  readonly live?: true;
}

/** What kind of report the kernel printed (a dump of several lines). */
export type ReportKind =
  | "oops"
  | "null-dereference"
  | "page-fault"
  | "gpf"
  | "bug"
  | "double-fault"
  | "warning"
  | "soft-lockup"
  | "hard-lockup"
  | "rcu-stall"
  | "hung-task"
  | "panic"
  | "oom"
  | "bad-page"
  | "atomic-sleep"
  | "list-corruption"
  | "refcount"
  | "ubsan"
  | "memory-failure"
  | "unregister-netdevice"
  | "nmi"
  | "kasan-like"
  | "other";

/** For what a network interface is needed still: by its bridge, or by a guest. */
export type Need = "uplink" | "guest";

/** What a rule says of an interface that is needed still. */
export interface WhenNeeded {
  readonly status: Status;
  readonly reason: string;
  readonly message: Text;
}

interface RuleBase {
  readonly id: string;
  readonly title: Text;
  /** The subject's type and the attribute that names it; the host itself where `name` is absent. */
  readonly subject: { readonly type: SubjectType; readonly name?: string };
  /** `ok` says: no fault in itself. Such an event is only kept for the joins of other lines and never reported alone. */
  readonly status: Status;
  readonly reason: string;
  /** `{name}` stands for an attribute of the finding. */
  readonly message: Text;
  /** Attributes that tell one trouble from another; the subject alone where absent. */
  readonly identity?: readonly string[];
  /** Report only when it happened `count` times within `window`. */
  readonly threshold?: { readonly count: number; readonly window: Duration };
  /** All of these rules within that time make one finding, which says this instead. */
  readonly joins?: {
    readonly rules: readonly string[];
    readonly within: Duration;
    readonly status: Status;
    readonly reason: string;
    readonly message: Text;
  };
  /** What ends it, for the same identity. */
  readonly clears?: readonly Pattern[];
  /** It is flapping when it came so often within that time, and until it was quiet for as long; 3 times in 10 minutes where absent. */
  readonly flapping?: { readonly count: number; readonly within: Duration };
  /**
   * On the live machine, the network interface that it is about is looked at again a moment later, and it is a fault only where somebody
   * still needs it: as an uplink whose bridge is there, or for a guest that runs.
   */
  readonly whenNeeded?: Readonly<Record<Need, WhenNeeded>>;
  readonly runbook: string;
  readonly case?: string;
  readonly ticket?: string;
}

/** A rule over single records. */
export interface LineRule extends RuleBase {
  readonly source: "record";
  readonly patterns: readonly Pattern[];
  /** Finding's attribute <- named group. A group that is all digits gives a number. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Percentages: attribute <- [part, whole], both attributes; two decimals. */
  readonly percentages?: Readonly<Record<string, readonly [part: string, whole: string]>>;
}

/** A rule over kernel reports, which were put together and taken apart before (parse/report/kernel-report.ts); all facts are attributes already. */
export interface ReportRule extends RuleBase {
  readonly source: "kernel-report";
  readonly kinds: readonly ReportKind[];
  /** Names of the thread that it must have happened in. */
  readonly thread?: RegExp;
  /** Names of threads that another rule is about. */
  readonly exceptThread?: RegExp;
}

/** A rule of what the agent sees of itself: records that were gone, a log that cannot be read, findings that could not be kept. */
export interface AgentRule extends RuleBase {
  readonly source: "agent";
  /** Attributes that the agent gives with it. */
  readonly given: readonly string[];
  /** The one of them that is the count: the finding has the sum of all times. */
  readonly total?: string;
}

export type Rule = LineRule | ReportRule | AgentRule;

export function defineRule(rule: Rule): Rule {
  return rule;
}
