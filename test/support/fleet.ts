import type { Finding } from "../../src/core/index.ts";
import { queryService } from "../../src/rpc/services.ts";
import type { TlsMaterial } from "../../src/rpc/tls.ts";
import { uplink } from "./agents.ts";
import { type RunningCollector, runningCollector } from "./collectors.ts";
import { finding } from "./findings.ts";
import { flagsFor } from "./kranectl.ts";
import { MemoryQueue } from "./memory-queue.ts";
import { channelTo } from "./operators.ts";
import type { Pki } from "./pki.ts";

const HOUR_MS = 3_600_000;

/** Ages in the middle of their hour stay the same however slow the test is. */
export const hoursAgo = (hours: number): number => Date.now() - (hours + 0.5) * HOUR_MS;

export interface Fleet extends RunningCollector {
  /** What makes kranectl ask it. */
  readonly flags: readonly string[];
}

export const CRITICAL = finding(1, {
  message: "CPU 0/KVM[4711]: BUG: unable to handle kernel NULL pointer dereference (kernel 5.4.0-216-generic)",
  attributes: {
    "krane.thread": "CPU 0/KVM[4711]",
    "krane.kernel.report.title": "BUG: unable to handle kernel NULL pointer dereference",
    "os.version": "5.4.0-216-generic",
  },
  startsAt: hoursAgo(7),
  lastObservedAt: hoursAgo(7),
});

/** Its attributes lack what the Korean text needs, as those of an older agent may. */
export const SWAP = finding(2, {
  detector: "swap",
  kind: "condition",
  status: "warning",
  reason: "SwapActive",
  message: "swap is active on sda2",
  subject: { type: "host", name: "hn1prod-com0001" },
  attributes: { "krane.swap.devices": ["sda2"] },
  evidence: [],
  case: "4.10",
  count: 12,
  startsAt: hoursAgo(30),
  lastObservedAt: hoursAgo(1),
  runbook: "swap-active",
});

export const OVER = finding(3, {
  status: "warning",
  detector: "link-down",
  reason: "LinkDown",
  message: "eth0: link is down",
  attributes: { "network.interface.name": "eth0" },
  startsAt: hoursAgo(20),
  lastObservedAt: hoursAgo(20),
  endsAt: hoursAgo(19),
});

/** Brings findings of a host in; resolves once they are durable. The agent stays connected until it is closed. */
export async function feed(
  { address }: Pick<RunningCollector, "address">,
  pki: Pki,
  host: string,
  findings: readonly (Finding | Uint8Array)[],
) {
  const queue = new MemoryQueue();
  for (const found of findings) {
    if (found instanceof Uint8Array) queue.putBytes(found);
    else queue.put(found);
  }
  const tls = await pki.host(host);
  const agent = uplink({ queue, address, tls: () => tls }, new AbortController().signal);
  await queue.empty();
  return { agent, queue };
}

/** Resolves once the collector knows of exactly so many connections. */
export async function connectedHosts(address: string, operator: TlsMaterial, count: number): Promise<void> {
  const channel = channelTo(address, operator);
  const hosts = async () => (await channel.unary(queryService.listHosts, {}, { timeoutMs: 10_000 })).hosts ?? [];
  while ((await hosts()).filter(({ connected }) => connected).length !== count);
}

/** A collector with two hosts: hn1prod-com0001 is connected, hn1prod-com0002 was. Its clock is 2.5 h slow, so that ages are steady. */
export async function fleet(pki: Pki): Promise<Fleet> {
  const running = await runningCollector(pki, { now: () => hoursAgo(2) });
  await feed(running, pki, "hn1prod-com0001", [CRITICAL, SWAP, OVER]);
  const second = { ...SWAP, subject: { type: "host", name: "hn1prod-com0002" } } as const;
  const { agent } = await feed(running, pki, "hn1prod-com0002", [{ ...second, count: 1, startsAt: hoursAgo(5) }]);
  await agent.close();
  const operator = await pki.operator("kim");
  await connectedHosts(running.address, operator, 1);
  return { ...running, flags: flagsFor(running.address, operator) };
}
