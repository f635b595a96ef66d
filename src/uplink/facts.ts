import type { Question, QuestionKind, Reply } from "../core/index.ts";

/** Who speaks: what the agent says of itself when it connects. Which host it is, its certificate says. */
export interface HelloFacts {
  readonly agentVersion: string;
  readonly bootId: string;
  readonly profile: string;
  readonly region?: string;
  readonly kernelRelease: string;
  /** Questions that `answer` can answer. */
  readonly capabilities: QuestionKind[];
}

/** Answers a question of the collector with a reply of the same kind; what it throws is told to the collector. */
export type Answerer = (question: Question, signal: AbortSignal) => Promise<Reply>;
