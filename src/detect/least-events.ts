import { type Finding, STATUSES } from "../core/index.ts";

/**
 * The `count` events that are needed least: the least severe, of these the ones that were silent longest. A flood of warnings, which a
 * guest may cause at will, must not push a critical finding out.
 */
export function leastEvents<S extends { readonly finding: Finding }>(states: Iterable<S>, count: number): readonly S[] {
  const events = [...states].filter(({ finding }) => finding.kind === "event");
  const rank = ({ finding }: S) => -STATUSES.indexOf(finding.status);
  const at = ({ finding }: S) => finding.lastObservedAt ?? 0;
  return events.sort((a, b) => rank(a) - rank(b) || at(a) - at(b)).slice(0, count);
}
