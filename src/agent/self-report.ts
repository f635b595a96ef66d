import type { Attributes, Loss, Rule } from "../core/index.ts";
import type { Fold } from "../detect/fold.ts";
import { agentOccurrence } from "../detect/occurrence.ts";
import type { OutboxLoss } from "../outbox/change.ts";

/** The rule for a log that cannot be read: open for as long as it cannot. */
export const SOURCE_BLIND = "source-blind";

/** What the agent could not see or keep, as findings like any other. */
export interface SelfReport {
  partMissed(source: string, loss: Loss): void;
  /** `error` is undefined when the log can be read again. */
  sourceBlind(source: string, error: string | undefined): void;
  outboxLost(loss: OutboxLoss): void;
}

interface Said {
  readonly count?: number;
  readonly clears?: boolean;
  readonly lines?: readonly string[];
}

/** Reports by the agent's own rules; one that the site has muted says nothing. */
export function selfReport(rules: readonly Rule[], fold: Fold): SelfReport {
  const tell = (id: string, attributes: Attributes, said: Said) => {
    const rule = rules.find((candidate) => candidate.id === id);
    if (rule !== undefined) fold.event(agentOccurrence(rule, attributes, Date.now(), said));
  };
  return {
    partMissed(source, { records, bytes, why }) {
      const place = { "krane.source.id": source, "krane.source.why": why };
      const lines = bytes === undefined ? [] : [`${source}: ${bytes} bytes were not read (${why})`];
      if (records === undefined) tell("log-gap", place, { lines });
      else if (records > 0) tell("records-lost", { ...place, "krane.source.lost": records }, { count: records, lines });
    },
    sourceBlind: (source, error) =>
      tell(SOURCE_BLIND, { "krane.source.id": source, "error.message": error ?? "" }, { clears: error === undefined }),
    outboxLost({ reason, count }) {
      const why = { "krane.outbox.why": reason };
      if (reason === "reset" || reason === "rolled-back") tell("outbox-reset", why, { count });
      else tell("outbox-loss", { "krane.outbox.lost": count, ...why }, { count });
    },
  };
}
