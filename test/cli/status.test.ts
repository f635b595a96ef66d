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
  inventory: null,
  inventoryError: null,
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

test("an inventory is a line of its own, a daemon from before an upgrade has none", async () => {
  const inventory = {
    collectedAt: "2026-11-21T03:00:00.000Z",
    model: `PowerEdge R640${ATTACK}`,
    serial: "S18C0229",
    cpus: 80,
    memoryBytes: 412_316_860_416,
    disks: 12,
    nics: 4,
  };
  const { code, out } = await ask({ ...WELL, inventory }, "--lang", "en");
  expect(code).toBe(0);
  expect(out).toMatch(
    /^inventory +PowerEdge R640\\x1b.* S18C0229: 80 CPUs, 384\.0 GiB, 12 disks, 4 NICs \(2026-11-21 /m,
  );
  expect(out).not.toMatch(UNSAFE);
  const unread = await ask({ ...WELL, inventoryError: "read /x: ENOENT" }, "--lang", "ko");
  expect(unread).toMatchObject({ code: 1, out: expect.stringMatching(/^인벤토리 +읽을 수 없음: read \/x: ENOENT$/m) });
  const { inventory: _, inventoryError: __, ...former } = WELL;
  expect(await ask(former as AgentStatus, "--lang", "en")).toMatchObject({ code: 0, err: "" });
});

test("no daemon is exit code 3, and the socket is named", () => {
  const { code, out, err } = agent(["status", "--socket", "/nowhere/agent.sock"]);
  expect({ code, out }).toEqual({ code: 3, out: "" });
  expect(err).toContain("/nowhere/agent.sock");
});
