import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { serviceNotify } from "../../src/host/service-notify.ts";
import { temporaryFolder } from "../support/collectors.ts";
import { AgentHome } from "../support/daemons.ts";
import { eventually } from "../support/eventually.ts";

const RECEIVER = fileURLToPath(new URL("../support/notify-receiver.py", import.meta.url));
/** Neither is part of what the project brings along. */
const canNotify = existsSync("/usr/bin/systemd-notify") && existsSync("/usr/bin/python3");

async function serviceManager(path: string): Promise<string[]> {
  const child = spawn("/usr/bin/python3", [RECEIVER, path], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const heard: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => heard.push(JSON.parse(line)));
  await eventually(() => heard.shift());
  return heard;
}

test.runIf(canNotify)("tells the service manager of its readiness, its life, reloads and its end", async () => {
  const home = new AgentHome(temporaryFolder());
  home.configure();
  const heard = await serviceManager(home.file("notify"));
  const env = { ...process.env, NOTIFY_SOCKET: home.file("notify"), WATCHDOG_USEC: "400000" };
  const running = await home.start({ env });
  const said = (text: string) => eventually(() => heard.find((message) => message.includes(text)));
  expect(await said("READY=1")).toContain("STATUS=watching this host");
  await said("WATCHDOG=1");
  running.child.kill("SIGHUP");
  await said("RELOADING=1");
  expect(await running.kill("SIGTERM")).toBe(0);
  await said("STOPPING=1");
  expect(running.log()).not.toContain("cannot tell");
});

test("starts no process at all where no service manager listens", async () => {
  const home = new AgentHome(temporaryFolder());
  home.configure();
  const { NOTIFY_SOCKET: _, ...env } = process.env;
  const running = await home.start({ env: { ...env, WATCHDOG_USEC: "20000" } });
  // The kernel counts the children that a process had: cutime and cstime, fields 16 and 17.
  const stat = () => readFileSync(`/proc/${running.child.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  await home.when(({ startedAt }) => Date.now() - startedAt > 300);
  expect(
    readdirSync(`/proc/${running.child.pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${running.child.pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean),
    ),
  ).toEqual([]);
  expect(stat().slice(13, 15)).toEqual(["0", "0"]);
});

test("says once that the service manager cannot be told", async () => {
  const said: unknown[] = [];
  const folder = temporaryFolder();
  const manager = serviceNotify({ NOTIFY_SOCKET: `${folder}/nobody` }, (...line) => said.push(line));
  await manager.ready("x");
  await manager.alive();
  expect(said).toEqual([["warning", "cannot tell the service manager", expect.anything()]]);
  const silent = serviceNotify({}, (...line) => said.push(line));
  await silent.ready("x");
  expect(silent.watchdogMs).toBeUndefined();
  expect(said).toHaveLength(1);
});
