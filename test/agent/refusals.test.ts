import { once } from "node:events";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../support/collectors.ts";
import { AgentHome, command } from "../support/daemons.ts";
import { createPki } from "../support/pki.ts";

function homeOf(more: Readonly<Record<string, unknown>> = {}): AgentHome {
  const home = new AgentHome(temporaryFolder());
  home.configure(more);
  return home;
}

async function refusal(home: AgentHome): Promise<{ code: unknown; log: string }> {
  const running = home.spawn();
  return { code: await running.ended, log: running.log() };
}

test("a state directory that is not there is made; one that cannot be is named", async () => {
  const home = homeOf();
  const running = await home.start();
  expect(readdirSync(home.state)).toContain("outbox.db");
  expect(await running.kill("SIGTERM")).toBe(0);
  writeFileSync(home.file("file"), "");
  home.configure({ state: home.file("file/state") });
  expect(await refusal(home)).toEqual({
    code: 3,
    log: expect.stringContaining(`make ${home.file("file/state")}: ENOTDIR`),
  });
  home.configure({ state: "/sys/krane" });
  expect(await refusal(home)).toEqual({ code: 3, log: expect.stringContaining("make /sys/krane: E") });
});

test("a second agent on the same state directory or socket is refused, and the first one goes on", async () => {
  const home = homeOf();
  const running = await home.start();
  expect(await refusal(home)).toEqual({ code: 3, log: expect.stringContaining("another process uses it") });
  home.configure({ state: home.file("other") });
  expect(await refusal(home)).toEqual({
    code: 3,
    log: expect.stringContaining(`${home.socket}: another process does`),
  });
  expect((await home.status()).pid).toBe(running.child.pid);
});

test("a socket that a killed agent left is taken over; a file that is none is left alone", async () => {
  const home = homeOf();
  const first = await home.start();
  expect(await first.kill("SIGKILL")).toBe("SIGKILL");
  expect(readdirSync(home.folder)).toContain("agent.sock");
  const second = await home.start();
  expect(await second.kill("SIGTERM")).toBe(0);
  expect(readdirSync(home.folder)).not.toContain("agent.sock");
  writeFileSync(home.socket, "mine");
  expect(await refusal(home)).toEqual({ code: 3, log: expect.stringContaining("there is a file that is no socket") });
  rmSync(home.socket);
  home.configure({ socket: `/tmp/${"s".repeat(110)}` });
  expect(await refusal(home)).toEqual({ code: 78, log: expect.stringContaining("must not be longer than 107 bytes") });
});

test("without a collector's files it runs, says why it is not connected, and status is a warning", async () => {
  const pki = await createPki();
  const home = new AgentHome(temporaryFolder(), { address: "127.0.0.1:1", tls: await pki.host("a") });
  home.configure();
  rmSync(home.file("key"));
  await home.start();
  const { uplink } = await home.when(({ uplink: { lastError } }) => lastError !== null);
  expect(uplink).toMatchObject({
    connected: false,
    lastError: expect.stringContaining(`${home.file("key")}: cannot be read`),
  });
  const { code, out } = await command("status", "--socket", home.socket);
  expect(code).toBe(1);
  expect(out).toContain("NOT connected to 127.0.0.1:1");
});

test("SIGTERM ends it within a second while the collector takes the connection and says nothing", async () => {
  const silent = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void silent.close());
  await once(silent, "listening");
  const address = silent.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const pki = await createPki();
  const home = new AgentHome(temporaryFolder(), { address: `127.0.0.1:${port}`, tls: await pki.host("a") });
  home.configure();
  const reached = once(silent, "connection");
  const running = await home.start();
  await reached;
  const startedAt = performance.now();
  expect(await running.kill("SIGTERM")).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(1000);
});

test.each([
  ["a rejection that nobody handles", "Promise.reject(new Error('boom'))"],
  ["an exception in a timer", "(() => { throw new Error('boom') })()"],
])("%s is a log line and exit code 3", async (_, code) => {
  const home = homeOf();
  const hook = `process.on("SIGUSR2", () => setTimeout(() => { ${code} }))`;
  const running = await home.start({ node: ["--import", `data:text/javascript,${encodeURIComponent(hook)}`] });
  expect(await running.kill("SIGUSR2")).toBe(3);
  expect(running.log()).toMatch(/<3>agent: stopped by an error that nobody expected error=boom at=/);
});
