import type { SourceState } from "../core/index.ts";
import { type InventorySummary, inventorySummary } from "../parse/board/inventory.ts";
import type { UplinkState } from "../uplink/uplink.ts";
import type { HeldInventory } from "./inventory-file.ts";

/** What `krane-agent status` shows. Times are ms since the epoch. */
export interface AgentStatus {
  readonly schema: "krane.status.v1";
  readonly version: string;
  readonly pid: number;
  readonly host: string;
  readonly profile: string;
  readonly startedAt: number;
  /** `error` says why the newest configuration was refused. */
  readonly config: { readonly file: string | null; readonly error: string | null };
  readonly uplink: {
    readonly address: string | null;
    readonly connected: boolean;
    readonly since: number | null;
    readonly lastAckAt: number | null;
    readonly lastError: string | null;
  };
  readonly outbox: {
    readonly depth: number;
    /** Findings in memory alone, while the disk takes no writes. */
    readonly waiting: number;
    readonly writable: boolean;
    readonly bytes: number;
    readonly maxBytes: number;
  };
  readonly sources: readonly SourceState[];
  readonly findings: { readonly open: number };
  readonly memory: { readonly rssBytes: number };
  /** null where none is configured, or where `inventoryError` says why it cannot be read. */
  readonly inventory: InventorySummary | null;
  readonly inventoryError: string | null;
}

export function inventoryStatus({
  inventory,
  error,
}: HeldInventory): Pick<AgentStatus, "inventory" | "inventoryError"> {
  return { inventory: inventory === undefined ? null : inventorySummary(inventory), inventoryError: error ?? null };
}

/** `address` is undefined where no collector is configured. */
export function uplinkStatus(address: string | undefined, state: UplinkState | undefined): AgentStatus["uplink"] {
  return {
    address: address ?? null,
    connected: state?.connected ?? false,
    since: state?.since ?? null,
    lastAckAt: state?.lastAckAt ?? null,
    lastError: state?.lastError ?? null,
  };
}
