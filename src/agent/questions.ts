import { type CheckResult, defined, KraneError, type Question, type Reply, type SourceState } from "../core/index.ts";
import type { Registry } from "../detect/registry.ts";
import type { Inventory } from "../parse/board/inventory.ts";

/** What the agent can be asked about. */
export interface Askable {
  readonly version: string;
  readonly profile: string;
  readonly registry: Registry;
  /** Asks these checks now; all of them where none is named. */
  readonly ask: (checks: readonly string[]) => Promise<readonly CheckResult[]>;
  readonly sources: () => readonly SourceState[];
  /** Reads this boot's kernel log again; gives the number of findings in it. */
  readonly rescan: () => number;
  readonly inventory: () => Inventory | undefined;
}

/** Answers a question of the centre. Only ids that are compiled in do anything. */
export async function answer(question: Question, agent: Askable): Promise<Reply> {
  switch (question.kind) {
    case "run_checks": {
      const strange = question.checks.find((id) => !agent.registry.checks.some((check) => check.id === id));
      if (strange !== undefined) throw new KraneError("KRANE_AGENT_QUESTION", `there is no check "${strange}" here`);
      return { kind: "run_checks", results: await agent.ask(question.checks) };
    }
    case "rescan":
      return { kind: "rescan", findings: agent.rescan() };
    case "describe": {
      const inventory = agent.inventory();
      return {
        kind: "describe",
        agentVersion: agent.version,
        profile: agent.profile,
        checks: agent.registry.checks.map(({ id }) => id),
        rules: agent.registry.rules.map(({ id }) => id),
        sources: agent.sources(),
        ...defined({ inventoryJson: inventory === undefined ? undefined : JSON.stringify(inventory) }),
      };
    }
  }
}
