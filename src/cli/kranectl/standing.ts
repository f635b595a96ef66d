import { type Finding, type Status, worst } from "../../core/index.ts";
import type { HostFinding } from "../../rpc/host-finding.ts";
import type { HostState } from "../../rpc/host-state.ts";

export type OpenCounts = HostState["open"];

/** How a set of hosts stands. */
export interface Standing {
  readonly status: Status;
  readonly open: OpenCounts;
  readonly hosts: number;
  /** Hosts with something open. */
  readonly afflicted: number;
  /** Hosts that are not connected: nobody looks at them now. */
  readonly absent: number;
}

const KINDS = ["critical", "warning", "unknown"] as const;

function total(all: readonly OpenCounts[]): OpenCounts {
  const sum = (kind: (typeof KINDS)[number]) => all.reduce((count, open) => count + open[kind], 0);
  return { critical: sum("critical"), warning: sum("warning"), unknown: sum("unknown") };
}

function statusOf(open: OpenCounts, absent: number): Status {
  const found = KINDS.filter((kind) => open[kind] > 0);
  return worst(absent > 0 ? [...found, "unknown"] : found);
}

export function openCount(open: OpenCounts): number {
  return open.critical + open.warning + open.unknown;
}

/** Whether a finding is a trouble that is not over. */
export function isOpen({ endsAt, status }: Finding): boolean {
  return endsAt === undefined && status !== "ok" && status !== "skipped";
}

/** A host that is not connected is unknown at best, as one that could not be looked at. */
export function hostStatus({ open, connected }: HostState): Status {
  return statusOf(open, connected ? 0 : 1);
}

/** How hosts stand by what the collector counts. */
export function standingOfHosts(hosts: readonly HostState[]): Standing {
  const open = total(hosts.map((host) => host.open));
  const absent = hosts.filter(({ connected }) => !connected).length;
  const afflicted = hosts.filter((host) => openCount(host.open) > 0).length;
  return {
    status: hosts.length === 0 ? "unknown" : statusOf(open, absent),
    open,
    hosts: hosts.length,
    afflicted,
    absent,
  };
}

/** How hosts stand by the findings that were asked for. */
export function standingOfFindings(findings: readonly HostFinding[], hosts: readonly HostState[]): Standing {
  const current = findings.filter(({ finding }) => isOpen(finding));
  const count = (status: Status) => current.filter(({ finding }) => finding.status === status).length;
  const open = { critical: count("critical"), warning: count("warning"), unknown: count("unknown") };
  const absent = hosts.filter(({ connected }) => !connected).length;
  const afflicted = new Set(current.map(({ host }) => host)).size;
  return {
    status: hosts.length === 0 ? "unknown" : statusOf(open, absent),
    open,
    hosts: hosts.length,
    afflicted,
    absent,
  };
}
