import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { agent, bash, ENV } from "../support/program.ts";

const COMMANDS = ["check", "scan", "capture", "list", "explain", "run", "config", "status", "inventory"];
const OOPS = "test/fixtures/seeds/guest-oops.dmesg";
const ESCAPE = "\u001b";

describe("help and version", () => {
  test.each(COMMANDS)("%s --help and -h", (command) => {
    const { code, out, err } = agent([command, "--help"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(new RegExp(`^Usage: krane-agent ${command}`));
    expect(agent([command, "-h"]).out).toBe(out);
  });

  test.each([[[]], [["--help"]], [["-h"]], [["help"]]])("%j names all commands", (args) => {
    const { code, out } = agent(args);
    expect(code).toBe(0);
    expect(COMMANDS.filter((command) => !new RegExp(`^ {2}${command} `, "m").test(out))).toEqual([]);
  });

  test("--version is that of the package", () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(agent(["--version"])).toEqual({ code: 0, out: `krane-agent ${version}\n`, err: "" });
  });
});

describe("wrong usage is exit code 64, says what is right on standard error, and nothing else", () => {
  test.each([
    [["chekc"], "chekc"],
    [["constructor"], "constructor"],
    [["check", "extra"], "extra"],
    [["check", "--nope"], "--nope"],
    [["check", "--root"], "--root"],
    [["check", "-o", "yaml"], "text, json, ndjson, nagios, junit, prometheus"],
    [["check", "--lang", "jp"], "en, ko"],
    [["scan", "-o", "yaml", OOPS], "text, json, ndjson, nagios, junit, prometheus"],
    [["scan", "--format", "evtx", OOPS], "auto, dmesg, kmsg, syslog, journal"],
    [["scan", "--since", "yesterday", OOPS], "2026-11-21T03:00"],
    [["scan", "--since", "2026-13-01", OOPS], "2026-11-21T03:00"],
    [["scan", "--since", "2026-11-21x", OOPS], "2026-11-21T03:00"],
    [["scan", "--root", "/", OOPS], "--root"],
    [["list", "-o", "xml"], "text, json"],
    [["config"], "config check FILE"],
    [["config", "chekc", "file"], "config check FILE"],
  ])("%j", (args, said) => {
    const { code, out, err } = agent(args);
    expect({ code, out }).toEqual({ code: 64, out: "" });
    expect(err).toContain(said);
    expect(err).not.toMatch(/\n {4}at /);
  });
});

describe("colours", () => {
  const onTerminal = (...env: string[]) =>
    bash(`script -qec '${env.join(" ")} "${process.execPath}" dist/krane-agent.js scan ${OOPS}' /dev/null`).out;

  test("a pipe gets none", () => {
    for (const command of [["scan", OOPS], ["check"], ["list"], ["explain", "swap"]]) {
      expect(agent(command).out).not.toContain(ESCAPE);
    }
  });

  test("a terminal gets them", () => {
    expect(onTerminal()).toContain(`${ESCAPE}[31m`);
  });

  test.each(["NO_COLOR=1", "TERM=dumb"])("a terminal with %s gets none", (env) => {
    const out = onTerminal(env);
    expect(out).toContain("CRITICAL");
    expect(out).not.toContain(ESCAPE);
  });

  test("formats for machines have none on a terminal", () => {
    const line = `script -qec '"${process.execPath}" dist/krane-agent.js scan -o json ${OOPS}' /dev/null`;
    expect(bash(line).out).not.toContain(ESCAPE);
  });
});

describe("the language", () => {
  test("is that of the locale for people, and English for machines unless asked", () => {
    const env = { ...ENV, LANG: "ko_KR.UTF-8" };
    expect(agent(["scan", OOPS], { env }).out).toContain("심각");
    expect(agent(["scan", "--lang", "en", OOPS], { env }).out).toContain("CRITICAL");
    expect(agent(["scan", "-o", "nagios", OOPS], { env }).out).toContain("(kernel 4.8");
    expect(agent(["scan", "-o", "nagios", "--lang", "ko", OOPS], { env }).out).toContain("(커널 4.8");
  });
});

describe("an output that cannot be written", () => {
  test("a reader that has read enough is no error", () => {
    const line = `{ agent scan -o json ${OOPS}; echo "code $?" >&2; } | true; agent --help | true; agent list | head -1`;
    const { err } = bash(line);
    expect(err).toMatch(/^code 2\n$/);
  });

  test.each(["scan -o json test/fixtures/seeds/guest-oops.dmesg", "list", "--help"])(
    "%s: a full disk is one",
    (args) => {
      const { code, err } = bash(`agent ${args} > /dev/full`);
      expect(code).toBe(3);
      expect(err).toMatch(/^krane-agent: write to standard output: ENOSPC/);
      expect(err).not.toMatch(/\n {4}at /);
    },
  );

  test("closed outputs give no trace", () => {
    expect(bash(`agent scan ${OOPS} >&-`).err).not.toMatch(/\n {4}at /);
    expect(bash("agent nope 2>&-").code).toBe(64);
    const line = "{ { sleep 0.2; agent nope 2>&1; echo code $? >&3; } | true; } 3>&1";
    expect(bash(line).out).toBe("code 64\n");
  });
});
