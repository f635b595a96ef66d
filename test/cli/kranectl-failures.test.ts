import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { loadRegistry } from "../../src/detect/registry.ts";
import { createRpc } from "../../src/rpc/grpc.ts";
import { listen } from "../../src/rpc/listener.ts";
import { queryService } from "../../src/rpc/services.ts";
import type { TlsMaterial } from "../../src/rpc/tls.ts";
import { uplink } from "../support/agents.ts";
import { runningCollector } from "../support/collectors.ts";
import { finding } from "../support/findings.ts";
import { fleet } from "../support/fleet.ts";
import { flagsFor, runKranectl } from "../support/kranectl.ts";
import { MemoryQueue } from "../support/memory-queue.ts";
import { createPki } from "../support/pki.ts";

const pki = await createPki();
const operator = await pki.operator("kim");

/** What `hosts` says on standard error; it must fail with 3 and print nothing. */
async function failure(address: string, tls: TlsMaterial): Promise<string> {
  const { code, out, err } = await runKranectl(["hosts", ...flagsFor(address, tls)]);
  expect({ code, out }, err).toEqual({ code: 3, out: "" });
  expect(err.trimEnd().split("\n"), "one line").toHaveLength(1);
  return err;
}

test("a collector that is not there is told with its address, the reason and the way out", async () => {
  const refused = await failure("127.0.0.1:1", operator);
  expect(refused).toContain(
    "cannot reach the collector at 127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1; nothing listens",
  );
  expect(await failure("no-such-host.invalid:7443", operator)).toContain("that name is not known");
});

test("what is no collector is told as such", async () => {
  const plain = createServer((socket) => socket.on("error", () => undefined).end("SSH-2.0-OpenSSH_9.6\r\n"));
  const port = await new Promise<number>((resolve) => {
    plain.listen(0, "127.0.0.1", () => resolve(Object(plain.address()).port));
  });
  onTestFinished(() => void plain.close());
  expect(await failure(`127.0.0.1:${port}`, operator)).toContain("does not speak TLS 1.3");
});

test("a certificate that does not fit is told with what is wrong with it", async () => {
  const { address } = await runningCollector(pki);
  const other = await createPki();
  const foreign = await other.operator("kim");
  const expired = await pki.authority.issue({ client: { role: "operator", name: "kim" } }, -1000);
  expect(await failure(address, { ...operator, ca: foreign.ca })).toContain(
    "not signed by the CA that is trusted here",
  );
  expect(await failure(address, { ...foreign, ca: operator.ca })).toContain("it does not take this certificate");
  expect(await failure(address, { ...operator, ...expired })).toContain("it does not take this certificate");
  expect(await failure(address, await pki.host("hn1prod-com0001"))).toContain("not an operator's certificate");
  const elsewhere = await runningCollector(pki, {
    tls: { ca: operator.ca, ...(await pki.authority.issue({ server: { dns: ["elsewhere"], ip: [] } })) },
  });
  expect(await failure(elsewhere.address, operator)).toContain("its certificate is for another name");
});

test("a host that is not connected, or never was, cannot be checked", async () => {
  const { flags } = await fleet(pki);
  const gone = await runKranectl(["check", "hn1prod-com0002", ...flags]);
  expect(gone).toMatchObject({ code: 3, out: "" });
  expect(gone.err).toMatch(/hn1prod-com0002 is not connected, last seen .* ago\); kranectl show hn1prod-com0002 tells/);
  for (const args of [
    ["check", "nobody"],
    ["show", "nobody"],
    ["findings", "--host", "nobody"],
  ]) {
    const { code, err } = await runKranectl([...args, ...flags]);
    expect({ code, err }).toEqual({
      code: 3,
      err: "kranectl: no host nobody has ever connected; kranectl hosts names those that have\n",
    });
  }
});

test("check asks for the checks of a group, and tells what the host cannot answer", async ({ signal }) => {
  const { address } = await runningCollector(pki);
  const queue = new MemoryQueue();
  queue.put(finding(1));
  const asked: string[] = [];
  const answer = async (question: { kind: string; checks?: readonly string[] }) => {
    asked.push(...(question.checks ?? []));
    throw new Error(`there is no check ${question.checks?.at(-1)}`);
  };
  const host = await pki.host("hn1prod-com0001");
  uplink({ queue, address, tls: () => host, answer }, signal);
  await queue.empty();
  const { code, err } = await runKranectl([
    "check",
    "hn1prod-com0001",
    "--only",
    "bios,new-one",
    ...flagsFor(address, operator),
  ]);
  expect(code).toBe(3);
  expect(err).toContain(`the collector at ${address} says: hn1prod-com0001 says: there is no check new-one`);
  const { checks } = await loadRegistry();
  const bios = checks.filter(({ group }) => group === "bios").map(({ id }) => id);
  expect(asked).toEqual([...bios, "new-one"]);
});

test("a hostile collector cannot act on the terminal, and a newer one is understood in part", async () => {
  const hostile = "\u001b]0;owned\u0007\u202e";
  const rpc = createRpc(() => undefined);
  const state = {
    host: "hn1prod-com0001",
    connected: true,
    agentVersion: hostile,
    kernelRelease: hostile,
    profile: hostile,
  };
  rpc.unary(queryService.listHosts, async () => ({ hosts: [state] }));
  rpc.unary(queryService.listFindings, async () => ({ findings: [{ host: "a", finding: { status: 99 } }] }));
  rpc.unary(queryService.getHost, async () => ({ refused: "INTERNAL", why: hostile }));
  const { port, close } = await listen({
    host: "127.0.0.1",
    port: 0,
    tls: pki.server,
    handshakeTimeoutMs: 5_000,
    maxConnections: 10,
    log: () => undefined,
    accept: (socket) => rpc.accept(socket),
  });
  onTestFinished(() => {
    close();
    rpc.close();
  });
  const flags = flagsFor(`127.0.0.1:${port}`, operator);
  const hosts = await runKranectl(["hosts", ...flags]);
  expect(hosts.out).toContain("\\x1b]0;owned\\x07\\u202e");
  const findings = await runKranectl(["findings", ...flags]);
  expect(findings).toMatchObject({
    code: 0,
    err: expect.stringContaining("1 finding of a newer collector not understood"),
  });
  const show = await runKranectl(["show", "hn1prod-com0001", ...flags]);
  for (const { out, err } of [hosts, findings, show])
    expect(out + err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});
