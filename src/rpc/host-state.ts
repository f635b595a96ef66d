import { defined, field } from "../core/index.ts";
import { optionalText, timeOf, tokenOf, wholeOf } from "./fields.ts";
import type { krane } from "./generated/krane.js";

/** A host as the collector knows it; times in ms since the epoch by the collector's clock. */
export interface HostState {
  readonly host: string;
  readonly connected: boolean;
  readonly agentVersion: string;
  readonly profile: string;
  readonly region?: string;
  readonly kernelRelease: string;
  readonly bootId: string;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  /** Collector's clock minus the host's. */
  readonly clockOffsetMs: number;
  /** Open findings by status. */
  readonly open: Readonly<Record<"critical" | "warning" | "unknown", number>>;
}

const text = (value: string | null | undefined): string => field(value ?? "");

/** The host in a collector's message, checked and made safe; throws KRANE_RPC_INVALID where it names none. */
export function hostStateOf(message: krane.v1.HostState.$Properties): HostState {
  return {
    host: tokenOf("host", message.host),
    connected: message.connected === true,
    agentVersion: text(message.agentVersion),
    profile: text(message.profile),
    ...defined({ region: optionalText(message.region) }),
    kernelRelease: text(message.kernelRelease),
    bootId: text(message.bootId),
    firstSeenAt: timeOf("first_seen_ms", message.firstSeenMs) ?? 0,
    lastSeenAt: timeOf("last_seen_ms", message.lastSeenMs) ?? 0,
    clockOffsetMs: Number.isSafeInteger(message.clockOffsetMs) ? (message.clockOffsetMs ?? 0) : 0,
    open: {
      critical: wholeOf("open_critical", message.openCritical),
      warning: wholeOf("open_warning", message.openWarning),
      unknown: wholeOf("open_unknown", message.openUnknown),
    },
  };
}
