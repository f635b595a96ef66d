import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parseInventory } from "../../src/parse/board/inventory-json.ts";
import { inputsOf, outputOf, staticClosure } from "../support/bundle.ts";
import { temporaryFolder } from "../support/folder.ts";
import { agent, bash, ENV, ROOT, ran } from "../support/program.ts";

const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;
const KEYS = {
  system: ["manufacturer", "model", "serial", "uuid", "virtual"],
  board: ["manufacturer", "model", "version", "serial"],
  bios: ["vendor", "version", "releaseDate"],
  cpus: ["vendor", "model", "sockets", "cores", "threads"],
  memory: ["totalBytes", "slots", "dimms"],
};

function folderOf(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  return folder.path;
}

describe("on this machine", () => {
  const json = agent(["inventory", "-o", "json"]);
  const inventory = JSON.parse(json.out);

  test("JSON has the keys of its contract, and is an inventory to the daemon", () => {
    expect({ code: json.code, err: json.err }).toEqual({ code: 0, err: "" });
    expect(Object.keys(inventory)).toEqual(
      "schema host collectedAt system board bios cpus memory disks nics missing".split(" "),
    );
    for (const [part, keys] of Object.entries(KEYS)) expect(Object.keys(inventory[part])).toEqual(keys);
    expect(parseInventory(json.out)).toEqual(inventory);
  });

  test("agrees with the kernel", () => {
    const threads = Number(ran("nproc", ["--all"]).out);
    const meminfo = /^MemTotal: +(\d+) kB$/m.exec(readFileSync("/proc/meminfo", "utf8"))?.[1];
    expect(inventory.cpus).toMatchObject({ threads, model: /^model name\t: (.*)$/m.exec(cpuinfo())?.[1] ?? null });
    expect(inventory.memory.totalBytes).toBe(Number(meminfo) * 1024);
    const cards = readdirSync("/sys/class/net").filter((name) => statSync(`/sys/class/net/${name}/device`, QUIET));
    expect(inventory.nics.map(({ name }: { name: string }) => name)).toEqual(cards.sort());
    for (const { name, sizeBytes } of inventory.disks)
      expect(sizeBytes).toBe(Number(readFileSync(`/sys/block/${name}/size`, "utf8")) * 512);
  });

  test.each(["en", "ko"])("text in %s shows the same, with nothing that acts on a screen", (lang) => {
    const { code, out } = agent(["inventory", "--lang", lang]);
    expect(code).toBe(0);
    expect(out).not.toMatch(UNSAFE);
    for (const { name } of [...inventory.disks, ...inventory.nics]) expect(out).toContain(name);
    for (const { what } of inventory.missing) expect(out).toContain(what);
    expect(out).toContain(lang === "ko" ? "메모리" : "memory");
  });

  test("a terminal sees the progress go, and NO_COLOR has no colours", () => {
    const line = (env: string) =>
      bash(`script -qec '${env} "${process.execPath}" dist/krane-agent.js inventory' /dev/null`).out;
    expect(line("TERM=xterm")).toMatch(/inventory: \d\/9.*\r\u001b\[K/s);
    expect(line("NO_COLOR=1")).not.toMatch(/\u001b\[\d+m/);
  });
});

const QUIET = { throwIfNoEntry: false } as const;

function cpuinfo(): string {
  return readFileSync("/proc/cpuinfo", "utf8");
}

const NOBODY = ["--reuid=65534", "--regid=65534", "--clear-groups"];
/** As root, and where Node lies so that others may run it. */
const canDropRights = bash(`setpriv ${NOBODY.join(" ")} "${process.execPath}" --version`).code === 0;

test.runIf(canDropRights)("without rights it works, and names what only root may see", () => {
  // The project may lie where nobody else can look.
  const folder = folderOf();
  chmodSync(folder, 0o755);
  bash(`cp -r dist "${folder}/dist"`);
  const args = [...NOBODY, process.execPath, `${folder}/dist/krane-agent.js`, "inventory", "-o", "json"];
  const { code, out, err } = ran("setpriv", args, { cwd: "/" });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const { system, memory, missing } = JSON.parse(out);
  expect({ serial: system.serial, dimms: memory.dimms }).toEqual({ serial: null, dimms: [] });
  const reasons = missing.flatMap(({ what, reason }: { what: string; reason: string }) =>
    what === "system.serial" || what === "memory.dimms" ? [reason] : [],
  );
  expect(reasons).toHaveLength(2);
  for (const reason of reasons) expect(["needs-root", "no-smbios"]).toContain(reason);
});

test("a PATH of strangers is not asked for tools", () => {
  const folder = folderOf();
  for (const tool of ["dmidecode", "lscpu", "lsblk", "sh", "dmesg"]) {
    writeFileSync(join(folder, tool), `#!/bin/sh\ntouch "${folder}/ran"\n`, { mode: 0o755 });
  }
  expect(agent(["inventory"], { env: { ...ENV, PATH: `${folder}:${process.env.PATH}` } }).code).toBe(0);
  expect(readdirSync(folder)).not.toContain("ran");
});

describe("--write", () => {
  test("writes JSON that others cannot read, instead of what was there, and leaves nothing beside it", () => {
    const folder = folderOf();
    const file = join(folder, "inventory.json");
    writeFileSync(file, "old", { mode: 0o644 });
    expect(agent(["inventory", "--write", file])).toEqual({ code: 0, out: "", err: "" });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(parseInventory(readFileSync(file, "utf8"))?.schema).toBe("krane.inventory.v1");
    expect(readdirSync(folder)).toEqual(["inventory.json"]);
  });

  test.runIf(process.geteuid?.() === 0)("gives the file to the owner of its directory", () => {
    const folder = folderOf();
    bash(`chown 65534:65534 "${folder}"`);
    agent(["inventory", "--write", join(folder, "inventory.json")]);
    expect(statSync(join(folder, "inventory.json"))).toMatchObject({ uid: 65_534, gid: 65_534 });
  });

  test("what is no file stays, a folder that is not there is an error; both are 3", () => {
    const folder = folderOf();
    mkdirSync(join(folder, "inventory.json"));
    symlinkSync("/dev/null", join(folder, "null"));
    for (const name of ["inventory.json", "null", "none/inventory.json"]) {
      const file = join(folder, name);
      const { code, out, err } = agent(["inventory", "--write", file]);
      expect({ code, out }).toEqual({ code: 3, out: "" });
      expect(err).toContain(`write ${file}`);
    }
    expect(readdirSync(folder).sort()).toEqual(["inventory.json", "null"]);
  });
});

test.each([[["-o", "yaml"]], [["--write"]], [["extra"]], [["--lang", "jp"]]])("%j is wrong usage", (args) => {
  const { code, out } = agent(["inventory", ...args]);
  expect({ code, out }).toEqual({ code: 64, out: "" });
});

describe("systeminformation", () => {
  const isIn = (files: Iterable<string>) => inputsOf(files).some((file) => file.includes("/systeminformation/"));
  const commands = ["krane-agent", "run", "status", "config", "inventory"].map((name) => `src/cli/${name}.ts`);

  test.each(commands)("%s does not load it", (command) => {
    expect(isIn(staticClosure(["dist/krane-agent.js", outputOf(command)]))).toBe(false);
  });

  test("is in no file that the agent could load at all, but in one of the worker's", () => {
    const worker = staticClosure(["dist/inventory-worker.js"]);
    expect(isIn(worker)).toBe(false);
    const meta = JSON.parse(readFileSync(`${ROOT}dist/meta.json`, "utf8"));
    const holders = Object.keys(meta.outputs).filter((file) => isIn([file]));
    expect(holders).toHaveLength(1);
    const lazy = [...worker].flatMap((file) => meta.outputs[file]?.imports ?? []);
    expect(lazy).toContainEqual(expect.objectContaining({ path: holders[0], kind: "dynamic-import" }));
  });
});
