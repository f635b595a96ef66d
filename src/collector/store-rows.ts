import type { Status } from "../core/index.ts";

/** Who has connected, as a row; with the epoch whose durable sequence is wanted. */
export interface HelloRow {
  readonly host: string;
  readonly epoch: string;
  readonly agentVersion: string;
  readonly profile: string;
  readonly region: string | undefined;
  readonly kernelRelease: string;
  readonly bootId: string;
  /** Collector's clock minus the agent's. */
  readonly clockOffset: number;
}

/** A host with its open findings by status; the names are the columns'. */
export interface HostRow {
  readonly host: string;
  readonly agent_version: string;
  readonly profile: string;
  readonly region: string | null;
  readonly kernel_release: string;
  readonly boot_id: string;
  readonly first_seen_ms: number;
  readonly last_seen_ms: number;
  readonly clock_offset_ms: number;
  readonly critical: number;
  readonly warning: number;
  readonly unknown: number;
}

export interface FindingRow {
  readonly host: string;
  readonly received_ms: number;
  /** A krane.v1.Finding that was checked when it came. */
  readonly payload: Uint8Array;
}

/** All that are set must hold. */
export interface FindingFilter {
  readonly host?: string;
  readonly statuses?: readonly Status[];
  readonly sinceMs?: number;
  readonly openOnly?: boolean;
  readonly limit: number;
}
