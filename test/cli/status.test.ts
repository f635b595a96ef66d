import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import type { AgentStatus } from "../../src/agent/agent-status.ts";
import { temporaryFolder } from "../support/folder.ts";
import { expectGolden } from "../support/golden.ts";
import { agent, ENV, type Ran, ROOT } from "../support/program.ts";

const AT = Date.UTC(2026, 10, 21, 3, 7, 12);
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

const WELL: AgentStatus = {
  schema: "krane.status.v1",
  version: "0.1.0",
  pid: 4711,
  host: "krane-hn1prod-com0369",
  profile: "krane-u22",
  startedAt: AT,
  config: { file: "/etc/krane-agent/config.yaml", error: null },
  uplink: { address: "collector:7443", connected: true, since: AT + 1000, lastAckAt: AT + 60_000, lastError: null },
  outbox: { depth: 0, waiting: 0, writable: true, bytes: 4096, maxBytes: 67_108_864 },
  sources: [{ id: "kmsg", records: 1200, lost: 0 }],
  findings: { open: 2 },
  memory: { rssBytes: 62_914_560 },
};

const ATTACK = "\u001b[31m\u009b2J\u202e";

const ILL: AgentStatus = {
  ...WELL,
  config: { file: "/etc/krane-agent/config.yaml", error: "line 3: unknown key" },
  uplink: { address: "collector:7443", connected: false, since: AT + 1000, lastAckAt: null, lastError: ATTACK },
  outbox: { depth: 7, waiting: 3, writable: false, bytes: 4096, maxBytes: 67_108_864 },
  sources: [{ id: "/var/log/syslog", records: 10, lost: 4, error: `needs group adm ${ATTACK}` }],
};

/** Asks a daemon that says `status`; not in this process' only thread, for the daemon is in it. */
async function ask(status: AgentStatus, ...args: string[]): Promise<Ran> {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const server = createServer((socket) => socket.end(`${JSON.stringify(status)}\n`));
  onTestFinished(() => void server.close());
  const socket = join(folder.path, "agent.sock");
  await once(server.listen(socket), "listening");
  const child = spawn(process.execPath, ["dist/krane-agent.js", "status", "--socket", socket, ...args], {
    cwd: ROOT,
    env: ENV,
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code: child.exitCode, out, err };
}

describe.each(["en", "ko"])("in %s", (lang) => {
  test.each([
    ["well", WELL],
    ["ill", ILL],
  ])("a daemon that is %s", async (name, status) => {
    const said = await ask(status, "--lang", lang);
    expect(said.err).toBe("");
    expect(said.out).not.toMatch(UNSAFE);
    await expectGolden(said, `status-${name}-${lang}`, "txt");
  });
});

test("-o json is the daemon's own object, with nothing that acts on a screen", async () => {
  expect(JSON.parse((await ask(WELL, "-o", "json")).out)).toEqual(WELL);
  const { code, out } = await ask(ILL, "-o", "json");
  expect(code).toBe(1);
  expect(out).not.toMatch(UNSAFE);
});

test("no daemon is exit code 3, and the socket is named", () => {
  const { code, out, err } = agent(["status", "--socket", "/nowhere/agent.sock"]);
  expect({ code, out }).toEqual({ code: 3, out: "" });
  expect(err).toContain("/nowhere/agent.sock");
});
