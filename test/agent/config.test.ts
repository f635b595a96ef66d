import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/collectors.ts";
import { command } from "../support/daemons.ts";
import { kernelLine, observed } from "../support/observed.ts";

const down = (nic: string, us: number) => kernelLine(us, `e1000e 0000:00:1f.6 ${nic}: NIC Link is Down`);

async function check(text: string): Promise<{ code: unknown; out: string; err: string; file: string }> {
  const file = join(temporaryFolder(), "agent.yaml");
  writeFileSync(file, text);
  return { ...(await command("config", "check", file)), file };
}

test("config check takes a good file, and an empty one", async () => {
  const good = await check(`collector: { address: "[::1]:7443" }
logs: [/var/log/kern.log]
detectors:
  swap: { enabled: false }
  link-down: { status: critical, threshold: { count: 3, window: 10m } }
`);
  expect(good).toMatchObject({ code: 0, out: `${good.file}: valid\n`, err: "" });
  expect(await check("")).toMatchObject({ code: 0 });
});

test.each([
  ["detectors:\n  swop: { enabled: false }\n", "2:3: detectors.swop: there is no such check or rule"],
  ["state: /a\nlogz: []\n", "2:1: logz: there is no such key"],
  ["state: relative\n", "1:8: state: must be an absolute path"],
  ["outboxMiB: 1\n", "1:12: outboxMiB: "],
  ["detectors:\n  swap:\n    status: ok\n", "3:13: detectors.swap.status: "],
  [
    "detectors: { link-down: { threshold: { count: 2, window: soon } } }\n",
    "1:58: detectors.link-down.threshold.window: must be a duration",
  ],
  ["state: /a\nstate: /b\n", "2:1: "],
  ["logs: [/a\n", "2:1: "],
  ["collector: { address: nowhere }\n", "1:23: collector.address: must be HOST:PORT"],
])("config check says where %j is wrong", async (text, wrong) => {
  const { code, err, file } = await check(text);
  expect(err).toContain(`${file}:${wrong}`);
  expect(code).toBe(78);
});

test("config check names a file that is not there, and its own usage", async () => {
  expect(await command("config", "check", "/nowhere.yaml")).toMatchObject({
    code: 78,
    err: expect.stringContaining("/nowhere.yaml: cannot be read: ENOENT"),
  });
  expect(await command("config", "check")).toMatchObject({ code: 64 });
});

test("detectors are muted, ranked anew and held to a threshold; a reload changes that and ends what was muted", async () => {
  const { home, running, append, until, log } = await observed(["syslog"], {
    detectors: { "link-down": { status: "critical", threshold: { count: 3, window: "10m" } } },
  });
  append("syslog", down("a0", 1), down("b0", 2), down("a0", 3), down("b0", 4), down("a0", 5));
  const [finding, ...others] = await until((findings) => findings.length > 0);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ status: "critical", count: 3, subject: { name: "a0" } });

  home.configure({ logs: Object.values(log), detectors: { "link-down": { enabled: false } } });
  running.child.kill("SIGHUP");
  const [ended] = await until(([first]) => first?.endsAt !== undefined);
  expect(ended?.id).toBe(finding?.id);
  append("syslog", down("c0", 6));
  await home.when(({ sources }) => sources[0]?.records === 1);
  home.configure({ logs: Object.values(log) });
  running.child.kill("SIGHUP");
  await home.when(({ findings, sources }) => findings.open === 0 && sources[0]?.records === 0);
  append("syslog", down("d0", 7));
  const both = await until((findings) => findings.length === 2);
  expect(both.map(({ subject }) => subject.name).sort()).toEqual(["a0", "d0"]);
});

test("a bad file leaves the old configuration running, in the log and in status, until there is a good one", async () => {
  const { home, running, append, until, log } = await observed(["syslog"]);
  writeFileSync(home.config, "logz: []\n");
  running.child.kill("SIGHUP");
  const { config } = await home.when((status) => status.config.error !== null);
  expect(config.error).toContain("1:1: logz: there is no such key");
  expect(running.log()).toContain("<3>config: kept the old configuration error=");
  expect(await command("status", "--socket", home.socket)).toMatchObject({
    code: 1,
    out: expect.stringContaining("refused: "),
  });
  append("syslog", down("a0", 1));
  await until((findings) => findings.length === 1);

  home.configure({ logs: Object.values(log), socket: join(home.config, "agent.sock") });
  running.child.kill("SIGHUP");
  await home.when((status) => status.config.error?.includes("listen on") === true);
  home.configure({ logs: [...Object.values(log), home.file("more")] });
  running.child.kill("SIGHUP");
  const good = await home.when((status) => status.config.error === null && status.sources.length === 2);
  expect(good.pid).toBe(running.child.pid);
});

test("a configuration that cannot be started gives way to the old one", async () => {
  const { home, running, append, until, log } = await observed(["syslog"]);
  home.configure({ logs: Object.values(log), state: join(home.config, "state") });
  running.child.kill("SIGHUP");
  const { config } = await home.when((status) => status.config.error !== null);
  expect(config.error).toContain("ENOTDIR");
  append("syslog", down("a0", 1));
  await until((findings) => findings.length === 1);
  expect(await running.kill("SIGTERM")).toBe(0);
});
