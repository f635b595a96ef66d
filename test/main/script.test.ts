import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/folder.ts";
import { agent, ROOT, ran } from "../support/program.ts";

/** The program without its modules, and the files of its script. */
function program() {
  const folder = temporaryFolder();
  const names = readdirSync(`${ROOT}dist`).filter((name) => /^(?:agent-|krane-agent)/.test(name));
  for (const name of names) cpSync(`${ROOT}dist/${name}`, join(folder.path, name));
  const [script = "", code = ""] = names.filter((name) => name.startsWith("agent-")).sort();
  return {
    script: join(folder.path, script),
    code: join(folder.path, code),
    list: (...flags: string[]) => ran(process.execPath, [...flags, join(folder.path, "krane-agent.js"), "list"]),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

/** Whether this V8 refuses the code that was kept. */
function isRefused(script: string, code: string): boolean {
  const look = `const { readFileSync } = require("node:fs");
    const [file, code] = process.argv.slice(1).map((name) => readFileSync(name));
    console.log(new (require("node:vm").Script)(file.toString("latin1"), { cachedData: code }).cachedDataRejected);`;
  return ran(process.execPath, ["-e", look, script, code]).out === "true\n";
}

describe("the agent's script", () => {
  test("is ASCII, as it is read as such", () => {
    using built = program();
    expect(readFileSync(built.script).every((byte) => byte < 0x80)).toBe(true);
  });

  test("comes with code that this V8 takes", () => {
    using built = program();
    expect(isRefused(built.script, built.code)).toBe(false);
  });

  test("does without the code, and with one that is cut short, of another V8, or made under other flags", () => {
    using built = program();
    const expected = agent(["list"]);
    expect(built.list("--jitless")).toEqual(expected);
    const bytes = readFileSync(built.code);
    for (const strange of [bytes.subarray(0, bytes.length >> 1), Buffer.from(bytes).fill(0x5a, 4, 8)]) {
      writeFileSync(built.code, strange);
      expect(isRefused(built.script, built.code)).toBe(true);
      expect(built.list()).toEqual(expected);
    }
    rmSync(built.code);
    expect(built.list()).toEqual(expected);
  });
});
