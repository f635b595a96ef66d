import type { HostFinding } from "../../rpc/host-finding.ts";

/** More than can come twice around one reconnection. */
const REMEMBERED = 10_000;

/** Tells what was not shown yet: the same state of a finding may come twice, by the watch and by what is asked for after it was lost. */
export function newFindings(): (found: HostFinding) => boolean {
  const shown = new Set<string>();
  return ({ host, finding }) => {
    const { id, status, count, lastObservedAt, endsAt } = finding;
    const key = JSON.stringify([host, id, status, count, lastObservedAt, endsAt]);
    if (shown.has(key)) return false;
    shown.add(key);
    const [oldest] = shown;
    if (shown.size > REMEMBERED && oldest !== undefined) shown.delete(oldest);
    return true;
  };
}
