import type { HostState } from "../../rpc/host-state.ts";
import { hostStatus } from "./standing.ts";

/** A host with all its keys, in the order that readers see. */
export function stateJson(state: HostState) {
  return {
    host: state.host,
    status: hostStatus(state),
    connected: state.connected,
    open: state.open,
    firstSeenAt: new Date(state.firstSeenAt).toISOString(),
    lastSeenAt: new Date(state.lastSeenAt).toISOString(),
    clockOffsetMs: state.clockOffsetMs,
    agentVersion: state.agentVersion,
    profile: state.profile,
    region: state.region ?? null,
    kernelRelease: state.kernelRelease,
    bootId: state.bootId,
  };
}
