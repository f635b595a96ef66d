/** What to do about a finding, in the order in which an operator needs it. `{name}` stands for an attribute of the finding. */
export interface RunbookText {
  readonly title: string;
  /** Who suffers, and how badly. */
  readonly impact: string;
  /** How to make sure of it by hand. */
  readonly verify: readonly string[];
  /** What to do, in order. */
  readonly mitigate: readonly string[];
  /** Whom to tell, and when. */
  readonly escalate: string;
  /** Where this is known from. */
  readonly reference: string;
}

export interface Runbook {
  readonly id: string;
  readonly en: RunbookText;
  readonly ko: RunbookText;
}

export function defineRunbook(runbook: Runbook): Runbook {
  return runbook;
}
