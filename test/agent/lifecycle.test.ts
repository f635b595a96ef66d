import { appendFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Finding } from "../../src/core/index.ts";
import { kernelLine, type Observed, observed, syslogLine } from "../support/observed.ts";

const DOWN = "ixgbe 0000:3b:00.0 ens1f0: NIC Link is Down";
const UP = "ixgbe 0000:3b:00.0 ens1f0: NIC Link is Up 10 Gbps, Flow Control: RX/TX";
const MINUTE = 60_000;
/** On a second, an hour ago. */
const START = Math.floor(Date.now() / 1000) * 1000 - 60 * MINUTE;

/** A line of `minute`, by the kernel's clock and the wall's. */
const at = (minute: number, body: string) =>
  kernelLine(1_000_000_000 + Math.round(minute * 60_000_000), body, new Date(START + minute * MINUTE));

/** What was told has its place in the log, over whatever end of the daemon. */
async function placed({ append, until }: Observed, ...names: readonly string[]): Promise<void> {
  for (const name of names) append(name, at(0, DOWN.replaceAll("ens1f0", `first-${name}`)));
  await until((found) => found.length === names.length);
}

const isFirst = ({ subject }: Finding) => subject.name.startsWith("first-");

test("an open finding stays open over a SIGKILL, and its clear that came while the agent was down ends it", async () => {
  const { home, running, log, append, until, findings } = await observed(["kern.log"]);
  append("kern.log", at(1, DOWN));
  const [open] = await until((found) => found.length === 1);
  expect(open?.endsAt).toBeUndefined();
  expect(await running.kill("SIGKILL")).toBe("SIGKILL");
  const second = await home.start();
  expect((await home.when(({ uplink }) => uplink.connected)).findings.open).toBe(1);
  expect(await findings()).toEqual([open]);
  expect(await second.kill("SIGTERM")).toBe(0);
  appendFileSync(log["kern.log"] ?? "", `${at(9, UP)}\n`);
  await home.start();
  const [over, ...others] = await until(([found]) => found?.endsAt !== undefined);
  expect(others).toEqual([]);
  expect(over).toMatchObject({ id: open?.id, count: 1, endsAt: START + 9 * MINUTE });
});

test("what was logged while the agent was down is found, also what came and went", async () => {
  const all = await observed(["kern.log", "syslog"]);
  const { home, running, log, until } = all;
  await placed(all, "kern.log", "syslog");
  expect(await running.kill("SIGKILL")).toBe("SIGKILL");
  const lines = [at(1, DOWN), at(2, UP), at(3, DOWN.replaceAll("ens1f0", "ens1f1"))];
  for (const path of Object.values(log)) appendFileSync(path, `${lines.join("\n")}\n`);
  appendFileSync(
    log.syslog ?? "",
    `${syslogLine("systemd[1]", "libvirtd.service: Failed with result 'signal'.", new Date(START + 4 * MINUTE))}\n`,
  );
  await home.start();
  const found = await until((now) => now.length === 5 && now.some(({ endsAt }) => endsAt !== undefined));
  const said = found
    .filter((one) => !isFirst(one))
    .map(({ detector, subject, count, startsAt, endsAt }) => [detector, subject.name, count, startsAt, endsAt]);
  expect(said.toSorted((a, b) => Number(a[3]) - Number(b[3]))).toEqual([
    ["link-down", "ens1f0", 1, START + MINUTE, START + 2 * MINUTE],
    ["link-down", "ens1f1", 1, START + 3 * MINUTE, undefined],
    ["unit-failed", "libvirtd", 1, START + 4 * MINUTE, undefined],
  ]);
});

test("a link that goes down and comes up six times in minutes is one finding that says so, over restarts, and ends", async () => {
  const all = await observed(["kern.log", "syslog"]);
  const { home, running, log } = all;
  await placed(all, "kern.log", "syslog");
  const until = async (hold: (one: Finding | undefined) => boolean) => {
    const found = await all.until((now) => hold(now.find((one) => !isFirst(one))));
    return found.filter((one) => !isFirst(one));
  };
  const write = (...lines: string[]) => {
    for (const path of Object.values(log)) appendFileSync(path, lines.map((line) => `${line}\n`).join(""));
  };
  let daemon = running;
  for (let time = 0; time < 6; time++) {
    write(at(time, DOWN), at(time + 0.5, UP));
    if (time % 2 === 0) continue;
    expect(await daemon.kill(time === 3 ? "SIGTERM" : "SIGKILL")).toBe(time === 3 ? 0 : "SIGKILL");
    daemon = await home.start();
  }
  const [one, ...others] = await until((found) => found?.count === 6 && found.endsAt !== undefined);
  expect(others).toEqual([]);
  // It has been quiet for most of an hour by now: over since it went last.
  expect(one).toMatchObject({
    detector: "link-down",
    count: 6,
    startsAt: START,
    endsAt: START + 5.5 * MINUTE,
    message: expect.stringContaining("flapping, came and went 6 times"),
    attributes: { "krane.flapping": true, "krane.flapping.times": 6 },
  });
});

test("a log that is empty, gone or there again is no reason to tell anything twice", async () => {
  const { home, running, log, append, until, findings } = await observed(["kern.log"]);
  append("kern.log", at(1, DOWN));
  await until((found) => found.length === 1);
  for (const text of ["", `${at(1, DOWN)}\n`]) {
    expect(await running.kill("SIGTERM")).toBe(0);
    writeFileSync(log["kern.log"] ?? "", text);
    await (await home.start()).kill("SIGTERM");
  }
  await home.start();
  await home.when(({ uplink, outbox }) => uplink.connected && outbox.depth === 0);
  expect((await findings()).filter(({ detector }) => detector === "link-down")).toMatchObject([{ count: 1 }]);
});
