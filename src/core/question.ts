import type { Attributes } from "./attributes.ts";
import type { Subject } from "./finding.ts";
import type { Status } from "./status.ts";

/** What a check said when it was asked. */
export interface CheckResult {
  readonly check: string;
  readonly status: Status;
  readonly reason: string;
  readonly message: string;
  readonly subject: Subject;
  readonly attributes: Attributes;
  readonly evidence: readonly string[];
  readonly case?: string;
  readonly runbook: string;
  readonly durationMs: number;
  /** Facts for the next time, which stay on the host. */
  readonly keep?: Attributes;
}

/** How far a log has been read. */
export interface SourceState {
  readonly id: string;
  readonly records: number;
  readonly lost: number;
  /** Set while the source cannot be read. */
  readonly error?: string;
}

/** Everything that the collector may ask an agent, each with its answer. Read-only; nothing else can be asked. */
export interface Questions {
  /** Run these checks now, all of them where none is named. */
  readonly run_checks: {
    readonly question: { readonly checks: readonly string[] };
    readonly reply: { readonly results: readonly CheckResult[] };
  };
  /** Read this boot's kernel log again; what is found comes as findings. */
  readonly rescan: {
    readonly question: Readonly<Record<never, never>>;
    readonly reply: { readonly findings: number };
  };
  readonly describe: {
    readonly question: Readonly<Record<never, never>>;
    readonly reply: {
      readonly agentVersion: string;
      readonly profile: string;
      readonly checks: readonly string[];
      readonly rules: readonly string[];
      readonly sources: readonly SourceState[];
      /** JSON of what the host is made of (krane.inventory.v1); absent where the agent was not told of it. */
      readonly inventoryJson?: string;
    };
  };
}

export type QuestionKind = keyof Questions;

export const QUESTION_KINDS: readonly QuestionKind[] = ["run_checks", "rescan", "describe"];

export type Question = { [K in QuestionKind]: { readonly kind: K } & Questions[K]["question"] }[QuestionKind];

export type Reply = { [K in QuestionKind]: { readonly kind: K } & Questions[K]["reply"] }[QuestionKind];
