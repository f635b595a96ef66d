import { execFileSync } from "node:child_process";
import { appendFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/collectors.ts";
import { run } from "../support/daemons.ts";
import { eventually } from "../support/eventually.ts";
import { agent } from "../support/program.ts";

const line = (second: number, body: string) =>
  `2026-11-20T03:00:${String(second).padStart(2, "0")}+00:00 com0369 kernel: [${String(second).padStart(5)}.000000] ${body}\n`;
const down = (second: number, nic: string) => line(second, `e1000e: ${nic} NIC Link is Down`);
const up = (second: number, nic: string) => line(second, `e1000e: ${nic} NIC Link is Up`);

interface Told {
  readonly subject: { readonly name: string };
  readonly count: number;
  readonly endsAt: string | null;
}

/** A running `scan --follow -o ndjson`, and what it told so far. */
function following(...args: string[]) {
  const running = run({ program: "krane-agent", args: ["scan", "-o", "ndjson", ...args] });
  const told = (): Told[] =>
    running
      .stdout()
      .split("\n")
      .slice(0, -1)
      .map((text) => JSON.parse(text));
  const when = (holds: (told: readonly Told[]) => boolean) =>
    eventually(() => {
      if (!holds(told())) throw new Error(`not yet: ${running.stdout()}\n${running.log()}`);
      return told();
    });
  return { running, told, when };
}

function log(name = "kern.log", content = ""): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

describe("scan --follow tells findings as they come and end", () => {
  test("from the log's beginning on, over a rotation by rename", async () => {
    const path = log("kern.log", down(1, "eth0"));
    const { running, when } = following("--follow", path);
    await when((told) => told.length === 1);
    appendFileSync(path, down(2, "eth1"));
    await when((told) => told.some(({ subject }) => subject.name === "eth1"));
    renameSync(path, `${path}.1`);
    appendFileSync(`${path}.1`, up(3, "eth0"));
    writeFileSync(path, down(4, "eth2"));
    const told = await when((all) => all.some(({ subject }) => subject.name === "eth2"));
    expect(told.map(({ subject, endsAt }) => [subject.name, endsAt !== null])).toEqual([
      ["eth0", false],
      ["eth1", false],
      ["eth0", true],
      ["eth2", false],
    ]);
    expect(await running.kill("SIGINT")).toBe(1);
    expect(running.log()).toBe("");
  });

  test("of a log that is not there yet, and of several at once", async () => {
    const [kernel, later] = [log("kern.log"), join(temporaryFolder(), "syslog")];
    const { running, when } = following("-f", kernel, later);
    appendFileSync(kernel, down(1, "eth0"));
    await when((told) => told.length === 1);
    writeFileSync(later, down(1, "eth0") + down(2, "eth1"));
    const told = await when((all) => all.length === 2);
    expect(told.map(({ subject, count }) => [subject.name, count])).toEqual([
      ["eth0", 1],
      ["eth1", 1],
    ]);
    expect(await running.kill("SIGTERM")).toBe(1);
  });

  test("as a person reads it: a block at first, a line at its end, and a summary", async () => {
    const path = log("kern.log", down(1, "eth0") + down(2, "eth1"));
    const running = run({ program: "krane-agent", args: ["scan", "--lang", "en", "-f", path] });
    await eventually(() => (running.stdout().match(/next: /g)?.length === 2 ? true : undefined));
    appendFileSync(path, up(3, "eth0"));
    await eventually(() => (running.stdout().includes("over since") ? true : undefined));
    expect(await running.kill("SIGINT")).toBe(1);
    const summary = running.stdout().split("\n\n")[1] ?? "";
    expect(summary).toMatch(/^WARNING 2 findings\nWARNING {3}link-down {2}eth0: .*over since/);
    expect(summary).toContain(`${path}: syslog, 3 lines`);
  });

  test("rotated and compressed files are read once, before the log", async () => {
    const path = log("kern.log", up(3, "eth0"));
    writeFileSync(`${path}.1`, up(2, "eth1"));
    writeFileSync(`${path}.2.gz`, gzipSync(down(1, "eth0") + down(1, "eth1")));
    const { running, when } = following("-f", path, `${path}.1`, `${path}.2.gz`);
    appendFileSync(path, down(4, "eth9"));
    await when((told) => told.some(({ subject }) => subject.name === "eth9"));
    expect(await running.kill("SIGINT")).toBe(1);
  });

  test("of a pipe: told while it is written, over when its writer is done", async () => {
    const command = `{ printf '%s' '${down(1, "eth0")}'; read -r _ < "$0"; printf '%s' '${up(2, "eth0")}'; }`;
    const fifo = join(temporaryFolder(), "gate");
    execFileSync("mkfifo", [fifo]);
    const input = join(temporaryFolder(), "log");
    execFileSync("mkfifo", [input]);
    const { running, when } = following("-f", input);
    const writer = run({ program: "krane-agent", args: [], node: ["-e", script(command, fifo, input)] });
    await when((told) => told.length === 1);
    writeFileSync(fifo, "go\n");
    await when((told) => told.at(-1)?.endsAt !== null);
    expect(await running.ended).toBe(0);
    await writer.ended;
  });

  test("what cannot be followed is wrong usage", () => {
    for (const args of [["-o", "json"], ["--boot"], ["--until", "1h"], ["--root", "/tmp"], ["--follow=nope", "x"]])
      expect(agent(["scan", "--follow", ...args])).toMatchObject({ code: 64, out: "" });
  });

  test("a log that cannot be read makes the verdict unknown", async () => {
    const { running } = following("-f", temporaryFolder());
    await eventually(() => (running.log().includes("is not a file") ? true : undefined));
    expect(await running.kill("SIGINT")).toBe(3);
  });
});

/** A writer as a process of its own: it waits at the gate between two lines. */
function script(command: string, gate: string, out: string): string {
  return `require("node:child_process").execFileSync("bash", ["-c", ${JSON.stringify(`${command} > ${out}`)}, ${JSON.stringify(gate)}])`;
}

/** logrotate itself, as a configuration says. */
function rotate(path: string, how: string): void {
  const folder = join(path, "..");
  const config = join(folder, "rotate.conf");
  writeFileSync(config, `${path} {\n  su root root\n  rotate 5\n  size 1\n  ${how}\n}\n`);
  execFileSync("logrotate", ["--force", "--state", join(folder, "state"), config]);
}

describe.skipIf(process.geteuid?.() !== 0)("over rotations by logrotate no finding is lost", () => {
  test.each([
    ["create", "--follow"],
    ["copytruncate", "--follow=copytruncate"],
  ])("%s", async (how, follow) => {
    const path = log("kern.log", down(1, "nic0"));
    const { running, when } = following(follow, path);
    await when((told) => told.length === 1);
    for (let turn = 1; turn <= 4; turn++) {
      rotate(path, how);
      appendFileSync(path, down(turn + 1, `nic${turn}`));
      await when((told) => told.some(({ subject }) => subject.name === `nic${turn}`));
    }
    expect(await running.kill("SIGINT")).toBe(1);
    if (how === "copytruncate") expect(running.log()).toContain("a part of it was not read (truncated)");
    else expect(running.log()).toBe("");
  });

  test("characters of three bytes pass whole", async () => {
    const path = log("kern.log");
    const { running, when } = following("--follow=copytruncate", path);
    appendFileSync(path, `${line(1, "가".repeat(30_000))}${down(2, "eth0")}`);
    await when((told) => told.length === 1);
    await running.kill("SIGINT");
  });
});
