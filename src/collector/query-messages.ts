import { defined } from "../core/index.ts";
import { krane } from "../rpc/generated/krane.js";
import { REPLY_BYTES } from "../rpc/protocol.ts";
import type { FindingRow, HostRow } from "./store-rows.ts";

/** A host's row as a message. */
export function hostState(row: HostRow, connected: boolean): krane.v1.HostState.$Properties {
  return {
    host: row.host,
    connected,
    agentVersion: row.agent_version,
    profile: row.profile,
    ...defined({ region: row.region ?? undefined }),
    kernelRelease: row.kernel_release,
    bootId: row.boot_id,
    firstSeenMs: row.first_seen_ms,
    lastSeenMs: row.last_seen_ms,
    clockOffsetMs: row.clock_offset_ms,
    openCritical: row.critical,
    openWarning: row.warning,
    openUnknown: row.unknown,
  };
}

/** As many of the rows as `limit` and the largest reply take. */
export function fitting(rows: readonly FindingRow[], limit: number): krane.v1.ListFindingsResponse.$Properties {
  const findings: krane.v1.HostFinding.$Properties[] = [];
  let bytes = 0;
  for (const { host, received_ms, payload } of rows) {
    bytes += payload.length + host.length + 32;
    if (findings.length === limit || bytes > REPLY_BYTES) return { findings, truncated: true };
    findings.push({ host, finding: krane.v1.Finding.decode(payload), receivedAtMs: received_ms });
  }
  return { findings, truncated: false };
}
