import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createAuthority } from "../src/collector/x509.ts";
import type { Finding } from "../src/core/index.ts";
import type { TlsMaterial } from "../src/rpc/tls.ts";
import { Uplink } from "../src/uplink/uplink.ts";
import { MemoryQueue } from "../test/support/memory-queue.ts";

// Real agents' uplinks against a real krane-collector over mutual TLS: memory and CPU for each, burst rate, latency of the ack.
// node bench/collector.ts [AGENTS] [FINDINGS OF EACH]; both sides share the machine, so what counts is the collector's own CPU.

const agents = Number(process.argv[2] ?? 1000);
const each = Number(process.argv[3] ?? 100);
const folder = mkdtempSync(join(tmpdir(), "krane-bench-"));
const authority = await createAuthority();
const server = await authority.issue({ server: { dns: ["localhost"], ip: ["127.0.0.1"] } });
const ca = authority.cert;
for (const [name, pem] of Object.entries({ ca, ...server })) writeFileSync(join(folder, name), pem);
const files = ["ca", "cert", "key"].flatMap((name) => [`--${name}`, join(folder, name)]);
const program = fileURLToPath(new URL("../src/main/krane-collector.ts", import.meta.url));
const child = spawn(process.execPath, [program, "serve", "--listen", "127.0.0.1:0", "--data", folder, ...files], {
  stdio: ["ignore", "ignore", "pipe"],
});
const port = await new Promise<string>((resolve) => {
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    const match = /listening address=127\.0\.0\.1:(\d+)/.exec(text);
    if (match?.[1] !== undefined) resolve(match[1]);
  });
});

/** CPU seconds and MiB of the collector so far. */
function usage(): { cpu: number; mib: number } {
  const stat = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1];
  return { cpu: (Number(stat[11]) + Number(stat[12])) / 100, mib: Number(rss) / 1024 };
}

function finding(number: number): Finding {
  return {
    id: `${number}`,
    detector: "guest-oops",
    kind: "event",
    status: "critical",
    reason: "GuestOops",
    message: `guest instance-${number} had an oops in CPU 0/KVM`,
    subject: { type: "guest", name: `instance-${number}` },
    attributes: { "process.pid": number, "krane.vm.uuid": "8f0c1b1e-0d6c-4b7a-9c55-3a6ff2f0a001" },
    evidence: ["BUG: unable to handle kernel NULL pointer dereference at 0000000000000008"],
    fingerprint: `${number}`,
    count: 1,
    startsAt: Date.now(),
    lastObservedAt: Date.now(),
    runbook: "guest-oops",
  };
}

const materials: TlsMaterial[] = [];
for (let index = 0; index < agents; index += 1) {
  materials.push({ ca, ...(await authority.issue({ client: { role: "host", name: `bench-com${index}` } })) });
}
const hello = { agentVersion: "bench", bootId: "b", profile: "p", kernelRelease: "k", capabilities: [] };
const stop = new AbortController();
const queues = materials.map(() => new MemoryQueue());
const before = usage();
const connectStarted = performance.now();
let uplinks: Uplink[] = [];
await new Promise<void>((resolve) => {
  let connected = 0;
  uplinks = materials.map((material, index) => {
    const queue = queues[index] ?? new MemoryQueue();
    const answer = () => Promise.reject(new Error("not here"));
    const log = (_priority: string, message: string) => {
      if (message === "connected") connected += 1;
      if (connected === agents) resolve();
    };
    return new Uplink({ queue, address: `127.0.0.1:${port}`, tls: () => material, hello, answer, log }, stop.signal);
  });
});
const idle = usage();
console.log(`${agents} agents connected in ${((performance.now() - connectStarted) / 1000).toFixed(1)} s`);
console.log(`collector: ${(((idle.mib - before.mib) * 1024) / agents).toFixed(0)} KiB and`);
console.log(
  `           ${(((idle.cpu - before.cpu) * 1000) / agents).toFixed(2)} ms CPU for each, ${idle.mib.toFixed(0)} MiB in all`,
);

async function send(queue: MemoryQueue, uplink: Uplink | undefined, count: number): Promise<number> {
  for (let number = 1; number <= count; number += 1) queue.put(finding(number));
  const started = performance.now();
  uplink?.wake();
  await queue.empty();
  return performance.now() - started;
}

const burstStarted = performance.now();
await Promise.all(queues.map((queue, index) => send(queue, uplinks[index], each)));
const seconds = (performance.now() - burstStarted) / 1000;
const burst = usage();
const total = agents * each;
console.log(`burst: ${total} findings durable in ${seconds.toFixed(1)} s, ${(total / seconds).toFixed(0)}/s,`);
console.log(
  `       ${(((burst.cpu - idle.cpu) * 1e6) / total).toFixed(0)} us CPU for each, ${burst.mib.toFixed(0)} MiB`,
);

const latencies: number[] = [];
const sending: Promise<unknown>[] = [];
for (let tick = 0; tick < 500; tick += 1) {
  const index = Math.floor(Math.random() * agents);
  const queue = queues[index] ?? new MemoryQueue();
  if (queue.size === 0) sending.push(send(queue, uplinks[index], 1).then((ms) => latencies.push(ms)));
  await new Promise((resolve) => setTimeout(resolve, 10));
}
await Promise.all(sending);
latencies.sort((a, b) => a - b);
const at = (part: number) => latencies[Math.floor(latencies.length * part)]?.toFixed(1);
console.log(`100 findings/s: ack after p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`);
stop.abort();
await Promise.all(uplinks.map(({ closed }) => closed));
child.kill("SIGTERM");
await new Promise((resolve) => child.on("exit", resolve));
rmSync(folder, { recursive: true });
