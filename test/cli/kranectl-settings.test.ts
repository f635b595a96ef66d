import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runningCollector, temporaryFolder } from "../support/collectors.ts";
import { flagsFor, runKranectl } from "../support/kranectl.ts";
import { createPki } from "../support/pki.ts";

const pki = await createPki();
const operator = await pki.operator("kim");

function yaml(file: string, address: string): string {
  const [, , , ca, , certificate, , key] = flagsFor(address, operator);
  writeFileSync(file, `collector: ${address}\nca: ${ca}\ncertificate: ${certificate}\nkey: ${key}\n`);
  return file;
}

test("wrong usage is exit code 64 and says what is right", async () => {
  const wrong: readonly (readonly [args: readonly string[], says: string])[] = [
    [["nonsense"], 'there is no command "nonsense"'],
    [["hosts", "--nonsense"], "--nonsense"],
    [["hosts", "-o", "xml"], "-o xml: choose one of text, json"],
    [["hosts", "--lang", "fr"], "choose one of en, ko"],
    [["hosts", "--collector", "7443"], "write HOST:PORT"],
    [["hosts", "--collector", "localhost:7443"], "--ca, --cert, --key missing"],
    [["findings", "--status", "bad"], "choose of critical, warning, unknown, ok, skipped"],
    [["findings", "--limit", "0"], "write 1 to 10000"],
    [["findings", "--since", "yesterday"], "30m, 2h, 7d"],
    [["show"], "name one host"],
    [["check", "a", "b"], "name one host"],
  ];
  for (const [args, says] of wrong) {
    expect(await runKranectl(args), args.join(" ")).toMatchObject({
      code: 64,
      out: "",
      err: expect.stringContaining(says),
    });
  }
});

test("without settings it says where they go and what they are", async () => {
  const home = temporaryFolder();
  const { code, err } = await runKranectl(["hosts"], { HOME: home });
  expect(code).toBe(78);
  expect(err).toContain(`$KRANECTL_CONFIG, ${home}/.config/krane/kranectl.yaml, /etc/krane/kranectl.yaml`);
  expect(err).toContain("--collector, --ca, --cert, --key missing");
  expect(err).toContain("\n  collector: HOST:7443\n");
});

test("settings come from --config, $KRANECTL_CONFIG, or the operator's own file, and flags go before them", async () => {
  const { address } = await runningCollector(pki);
  const folder = temporaryFolder();
  const file = yaml(join(folder, "here.yaml"), address);
  const nowhere = yaml(join(folder, "nowhere.yaml"), "127.0.0.1:1");
  const works = { code: 0, out: "UNKNOWN no host has ever connected\n", err: "" };
  expect(await runKranectl(["hosts", "--config", file], { KRANECTL_CONFIG: nowhere })).toEqual(works);
  expect(await runKranectl(["hosts"], { KRANECTL_CONFIG: file })).toEqual(works);
  expect(await runKranectl(["hosts", "--collector", address], { KRANECTL_CONFIG: nowhere })).toEqual(works);
  mkdirSync(join(folder, ".config/krane"), { recursive: true });
  yaml(join(folder, ".config/krane/kranectl.yaml"), address);
  expect(await runKranectl(["hosts"], { HOME: folder })).toEqual(works);
  expect(await runKranectl(["hosts"], { XDG_CONFIG_HOME: join(folder, ".config") })).toEqual(works);
});

test("bad settings are exit code 78, with the file, the place and the way out", async () => {
  const folder = temporaryFolder();
  const file = join(folder, "kranectl.yaml");
  writeFileSync(file, "collector: localhost:7443\ncertifcate: /a\n");
  const bad = await runKranectl(["hosts", "--config", file]);
  expect(bad).toMatchObject({
    code: 78,
    err: expect.stringContaining(`${file}:2:1: certifcate: there is no such key`),
  });
  const gone = await runKranectl(["hosts"], { KRANECTL_CONFIG: join(folder, "none.yaml") });
  expect(gone).toMatchObject({ code: 78, err: expect.stringContaining("none.yaml: cannot be read: ENOENT") });
  const flags = flagsFor("localhost:7443", operator);
  const noCa = await runKranectl(["hosts", ...flags, "--ca", `${folder}/none`]);
  expect(noCa).toMatchObject({
    code: 78,
    err: expect.stringContaining("put the PEM there or name another file with --ca"),
  });
});
