import { readFileSync } from "node:fs";
import { release } from "node:os";
import type { AgentConfig } from "../config/schema.ts";
import { defined, type Host, KraneError, type Log, QUESTION_KINDS, type Queue } from "../core/index.ts";
import type { TlsMaterial } from "../rpc/tls.ts";
import type { Answerer } from "../uplink/facts.ts";
import { Uplink } from "../uplink/uplink.ts";

interface Wanted {
  readonly config: AgentConfig;
  readonly version: string;
  readonly log: (area: string) => Log;
}

interface Sent {
  readonly queue: Queue;
  readonly bootId: string;
  readonly answer: Answerer;
}

function pem(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new KraneError("KRANE_CONFIG_INVALID", `${path}: cannot be read`, { cause });
  }
}

function readTls({ ca, certificate, key }: NonNullable<AgentConfig["collector"]>): TlsMaterial {
  return { ca: pem(ca), cert: pem(certificate), key: pem(key) };
}

/** The way to the collector; undefined where none is configured: findings stay on this host then. */
export function openUplink(
  wanted: Wanted,
  host: Host,
  { queue, bootId, answer }: Sent,
  signal: AbortSignal,
): Uplink | undefined {
  const { collector } = wanted.config;
  if (collector === undefined) return undefined;
  const hello = defined({
    agentVersion: wanted.version,
    bootId,
    profile: host.profile.name,
    region: host.site.region,
    kernelRelease: release(),
    capabilities: [...QUESTION_KINDS],
  });
  const options = {
    queue,
    address: collector.address,
    tls: () => readTls(collector),
    hello,
    answer,
    log: wanted.log("uplink"),
  };
  return new Uplink(options, signal);
}
