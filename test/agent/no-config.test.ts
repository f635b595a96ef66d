import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { askStatus } from "../../src/agent/status-socket.ts";
import { eventually } from "../support/eventually.ts";

const PROGRAM = fileURLToPath(new URL("../../dist/krane-agent.js", import.meta.url));
/** The defaults are /var/lib and /run: the daemon gets ones of its own, so that nothing of this machine is touched. */
const OWN = "mount -t tmpfs tmpfs /var/lib && mount -t tmpfs tmpfs /run";
const canIsolate = spawnSync("unshare", ["--mount", "sh", "-c", OWN]).status === 0;

test.runIf(canIsolate)("runs with no file at all: findings stay on this host", async () => {
  const script = `${OWN} && exec ${process.execPath} ${PROGRAM} run`;
  const child = spawn("unshare", ["--mount", "sh", "-c", script], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = new Promise((resolve) => child.on("exit", resolve));
  const status = await eventually(() => askStatus(`/proc/${child.pid}/root/run/krane-agent/agent.sock`));
  expect(status).toMatchObject({
    config: { file: null, error: null },
    uplink: { address: null, connected: false },
    sources: [{ id: "pstore" }, { id: "kmsg" }, { id: "/var/log/kern.log" }, { id: "/var/log/syslog" }],
  });
  child.kill("SIGTERM");
  expect(await ended).toBe(0);
});
