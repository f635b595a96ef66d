import { connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";
import { expect, test } from "vitest";
import { identityOf } from "../../src/collector/identity.ts";
import { agentService, queryService } from "../../src/rpc/services.ts";
import { HELLO } from "../support/agents.ts";
import { runningCollector } from "../support/collectors.ts";
import { channelTo, openStream, readResponses } from "../support/operators.ts";
import { createPki } from "../support/pki.ts";

const pki = await createPki();
const host = await pki.host("hn1prod-com0001");
const operator = await pki.operator("kim");
const within = { timeoutMs: 10_000 };
const hello = { ...HELLO, minProtocol: 1, maxProtocol: 1, epoch: "e1", timeMs: 1 };

test("an operator is no agent and an agent is no operator", async () => {
  const { address } = await runningCollector(pki);
  const agents = openStream(channelTo(address, operator), agentService.connect);
  agents.outgoing.write({ hello });
  expect(await agents.incoming.closed).toMatchObject({ status: "PERMISSION_DENIED" });
  const queries = channelTo(address, host);
  await expect(queries.unary(queryService.listHosts, {}, within)).rejects.toThrow("PERMISSION_DENIED");
  const watch = readResponses(queries, queryService.watch, {});
  expect(await watch.closed).toMatchObject({ status: "PERMISSION_DENIED" });
});

test("nobody gets in without a certificate, or with one that another CA signed", async () => {
  const { address, log } = await runningCollector(pki);
  const stranger = await (await createPki()).host("hn1prod-com0001");
  const forged = openStream(channelTo(address, { ...stranger, ca: pki.server.ca }), agentService.connect);
  forged.outgoing.write({ hello });
  expect(await forged.incoming.closed).toMatchObject({ status: "UNAVAILABLE" });
  const port = Number(address.split(":")[1]);
  const ended = await new Promise((resolve) => {
    const socket = connectTls({ port, host: "127.0.0.1", ca: pki.server.ca, ALPNProtocols: ["h2"] });
    socket.on("error", resolve);
    socket.on("data", () => undefined);
  });
  expect(ended).toMatchObject({ code: "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED" });
  expect(log.join("\n")).toContain("refused connections");
});

test("an agent does not talk to a server whose certificate is not the collector's", async () => {
  const { address } = await runningCollector(pki, { tls: host });
  const stream = openStream(channelTo(address, host), agentService.connect);
  expect(await stream.incoming.closed).toMatchObject({ status: "UNAVAILABLE" });
});

test("the host is who its certificate says, whatever its messages say", async () => {
  const { address } = await runningCollector(pki);
  const stream = openStream(channelTo(address, host), agentService.connect);
  stream.outgoing.write({ hello: { ...hello, ...{ host: "hn1prod-com0666" }, profile: "hn1prod-com0666" } });
  await stream.incoming.count(1);
  const { hosts } = await channelTo(address, operator).unary(queryService.listHosts, {}, within);
  expect(hosts?.map((state) => state.host)).toEqual(["hn1prod-com0001"]);
});

test("a connection that does not finish its handshake is closed", async () => {
  const { address } = await runningCollector(pki, { handshakeTimeoutMs: 50 });
  const socket = connectTcp(Number(address.split(":")[1]), "127.0.0.1");
  socket.resume();
  await new Promise((resolve) => socket.on("close", resolve));
});

test("a subjectAltName names one identity or nobody", () => {
  expect(identityOf("URI:spiffe://krane/host/hn1prod-com0001")).toEqual({ role: "host", name: "hn1prod-com0001" });
  expect(identityOf("DNS:a.b, URI:spiffe://krane/operator/kim")).toEqual({ role: "operator", name: "kim" });
  const nobody = [
    undefined,
    "",
    "DNS:spiffe://krane/host/a",
    "URI:spiffe://other/host/a",
    "URI:spiffe://krane/admin/a",
    "URI:spiffe://krane/host/",
    "URI:spiffe://krane/host/A",
    "URI:spiffe://krane/host/a/b",
    "URI:spiffe://krane/host/a, URI:spiffe://krane/operator/b",
    'URI:"http://x, URI:spiffe://krane/operator/b"',
    "URI:spiffe://krane/host/a\nb",
  ];
  for (const text of nobody) expect(identityOf(text)).toBeUndefined();
});

test("a certificate for another address is not the collector's", async () => {
  const { address } = await runningCollector(pki);
  const port = address.split(":")[1];
  const stream = openStream(channelTo(`127.0.0.2:${port}`, host), agentService.connect);
  expect(await stream.incoming.closed).toMatchObject({ status: "UNAVAILABLE" });
  const elsewhere = await pki.authority.issue({ server: { dns: ["localhost"], ip: ["127.0.0.9"] } });
  const other = await runningCollector(pki, { tls: { ca: pki.server.ca, ...elsewhere } });
  const wrong = openStream(channelTo(other.address, host), agentService.connect);
  expect((await wrong.incoming.closed).why).toMatch(/127\.0\.0\.1 is not in the cert's list/);
});

test("a connection ends with the certificate that it was made with", async () => {
  const { address } = await runningCollector(pki);
  const short = { ca: pki.server.ca, ...(await pki.authority.issue({ client: { role: "host", name: "a" } }, 3000)) };
  const stream = openStream(channelTo(address, short), agentService.connect);
  stream.outgoing.write({ hello });
  await stream.incoming.count(1);
  expect(await stream.incoming.closed).toMatchObject({ status: "UNAVAILABLE" });
});
