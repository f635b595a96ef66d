import { execFile, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { childCollector, runningCollector, temporaryFolder } from "../support/collectors.ts";
import { finding } from "../support/findings.ts";
import { feed } from "../support/fleet.ts";
import { flagsFor, spawnKranectl, steady } from "../support/kranectl.ts";
import { createPki } from "../support/pki.ts";

const pki = await createPki();
const operator = await pki.operator("kim");

const recent = (number: number) => finding(number, { startsAt: Date.now(), lastObservedAt: Date.now() });

test("findings appear as they come in, in text and in json, by host and status", async () => {
  const running = await runningCollector(pki);
  const flags = flagsFor(running.address, operator);
  const all = spawnKranectl(["watch", ...flags]);
  const korean = spawnKranectl(["watch", "--lang", "ko", ...flags]);
  const some = spawnKranectl(["watch", "-o", "json", "--host", "hn1prod-com0001", "--status", "critical", ...flags]);
  await Promise.all([all, some].map(({ said }) => said("err", `watching ${running.address}`)));
  await korean.said("err", "감시 중");
  await feed(running, pki, "hn1prod-com0002", [finding(1)]);
  await feed(running, pki, "hn1prod-com0001", [
    finding(2, { status: "warning", count: 12 }),
    finding(3, { message: "\u001b[31mred\u202e" }),
    finding(4, { endsAt: Date.now(), message: "the last" }),
  ]);
  await Promise.all([all, korean, some].map(({ said }) => said("out", "the last")));
  for (const { child } of [all, korean, some]) child.kill("SIGINT");
  const text = await all.ended;
  await expect(steady(text.out)).toMatchFileSnapshot(`../golden/kranectl/watch.${text.code}.txt`);
  const ko = await korean.ended;
  await expect(steady(ko.out)).toMatchFileSnapshot(`../golden/kranectl/watch-ko.${ko.code}.txt`);
  const json = await some.ended;
  expect(json.code).toBe(0);
  const lines = json.out
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
  expect(lines).toMatchObject([
    { schema: "krane.finding.v1", host: "hn1prod-com0001", id: "finding-3", message: "\\x1b[31mred\\u202e" },
    { schema: "krane.finding.v1", host: "hn1prod-com0001", id: "finding-4", receivedAt: expect.any(String) },
  ]);
});

test("a watch outlives its collector, says so, and shows what came meanwhile", async () => {
  const folder = temporaryFolder();
  const first = await childCollector(pki, folder);
  const address = `127.0.0.1:${first.port}`;
  const watch = spawnKranectl(["watch", ...flagsFor(address, operator)]);
  await watch.said("err", `watching ${address}; Ctrl-C ends it`);
  const { agent, queue } = await feed({ address }, pki, "hn1prod-com0001", [recent(1)]);
  await watch.said("out", "instance-1 ");
  await first.kill("SIGTERM");
  await watch.said("err", "lost the collector, trying again");
  watch.child.kill("SIGSTOP");
  await childCollector(pki, folder, first.port);
  queue.put(recent(2));
  agent.wake();
  await queue.empty();
  watch.child.kill("SIGCONT");
  await watch.said("err", `watching ${address} again`);
  await watch.said("out", "instance-2 ");
  queue.put(recent(3));
  agent.wake();
  await watch.said("out", "instance-3 ");
  watch.child.kill("SIGINT");
  const { code, out, err } = await watch.ended;
  expect(code).toBe(0);
  expect(out.match(/instance-\d/g), "each once").toEqual(["instance-1", "instance-2", "instance-3"]);
  expect(err.trimEnd().split("\n")).toHaveLength(3);
});

test("Ctrl-C ends a watch whose collector is away", async () => {
  const running = await childCollector(pki, temporaryFolder());
  const watch = spawnKranectl(["watch", ...flagsFor(`127.0.0.1:${running.port}`, operator)]);
  await watch.said("err", "watching");
  await running.kill("SIGKILL");
  await watch.said("err", "lost the collector");
  watch.child.kill("SIGINT");
  expect(await watch.ended).toMatchObject({ code: 0 });
});

test("a watch ends when nobody reads it any more", async () => {
  const running = await runningCollector(pki);
  const watch = spawnKranectl(["watch", ...flagsFor(running.address, operator)]);
  await watch.said("err", "watching");
  watch.child.stdout.destroy();
  await feed(running, pki, "hn1prod-com0001", [finding(1), finding(2)]);
  const { code, err } = await watch.ended;
  expect(code).toBe(0);
  expect(err.trimEnd().split("\n")).toHaveLength(1);
});

test("a watch that cannot begin is an error", async () => {
  expect(await spawnKranectl(["watch", ...flagsFor("127.0.0.1:1", operator)]).ended).toMatchObject({
    code: 3,
    err: expect.stringContaining("ECONNREFUSED"),
  });
  const running = await runningCollector(pki);
  const host = flagsFor(running.address, await pki.host("hn1prod-com0001"));
  const { code, err } = await spawnKranectl(["watch", ...host]).ended;
  expect(code).toBe(3);
  expect(err).toMatch(/^kranectl: .* not an operator's certificate.*\n$/);
});

const hasScript = spawnSync("script", ["--version"]).status === 0;

test.skipIf(!hasScript)("status words are coloured on a terminal only, and not against NO_COLOR", async () => {
  const running = await runningCollector(pki);
  await feed(running, pki, "hn1prod-com0001", [finding(1)]);
  const program = fileURLToPath(new URL("../../src/main/kranectl.ts", import.meta.url));
  const command = [process.execPath, program, "hosts", ...flagsFor(running.address, operator)].join(" ");
  const onTerminal = async (env: NodeJS.ProcessEnv) => {
    const options = { env: { PATH: process.env.PATH, TERM: "xterm", LANG: "C.UTF-8", ...env } };
    return new Promise<string>((resolve) => {
      execFile("script", ["-qec", command, "/dev/null"], options, (_error, out) => resolve(out));
    });
  };
  expect(await onTerminal({})).toContain("\u001b[31m\u001b[1mCRITICAL");
  expect(await onTerminal({ NO_COLOR: "1" })).not.toContain("\u001b[");
});
