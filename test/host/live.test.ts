import { execFileSync } from "node:child_process";
import { chmodSync, closeSync, openSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openHost } from "../../src/host/open.ts";
import { temporaryFolder } from "../support/folder.ts";

const isRoot = process.geteuid?.() === 0;

/** Runs `script` with nobody's rights; it sees `openHost` and prints JSON. */
function asNobody(script: string): unknown {
  const source = `import { openHost } from ${JSON.stringify(join(import.meta.dirname, "../../src/host/open.ts"))};\n${script}`;
  const drop = ["--reuid=65534", "--regid=65534", "--clear-groups", process.execPath];
  const output = execFileSync("setpriv", [...drop, "--input-type=module-typescript", "-e", source], { cwd: "/" });
  return JSON.parse(output.toString());
}

describe("the live machine", () => {
  test("has the kernel's name and files that say they are empty", async () => {
    const host = openHost();
    expect(host.site.host).toBe(hostname().split(".")[0]);
    expect(await host.read("/proc/self/status")).toContain("State:");
    expect(await host.read("/proc/cpuinfo")).toContain("processor");
    expect(await host.list("/sys/devices/system/cpu")).toContain("cpu0");
    expect(await host.read("/proc/no-such-file")).toBeUndefined();
    expect(await host.list("/proc/no-such-folder")).toEqual([]);
    expect(await host.stat("/dev/null")).toMatchObject({ kind: "character", mode: 0o666, uid: 0 });
  });

  test("is what root / means", () => {
    expect(openHost({ root: "/" }).site).toEqual(openHost().site);
  });

  test("does not hang on a FIFO and does not read a device", async () => {
    using folder = temporaryFolder();
    const fifo = join(folder.path, "fifo");
    execFileSync("mkfifo", [fifo]);
    await expect(openHost().read(fifo)).rejects.toThrow(`read ${fifo}: not a regular file`);
    await expect(openHost().read("/dev/zero")).rejects.toThrow("read /dev/zero: not a regular file");
  });

  test("bounds what has no size, such as /proc/kallsyms", async () => {
    await expect(openHost().read("/proc/kallsyms")).rejects.toMatchObject({
      code: "KRANE_HOST_TOO_LARGE",
      message: "read /proc/kallsyms: more than 1 MiB",
    });
  });

  test("keeps the cause of what could not be read", async () => {
    const loop = "/proc/self/fd/../../self/task/0/none";
    expect(await openHost().read(loop)).toBeUndefined();
    await expect(openHost().read("/proc/self/mem")).rejects.toMatchObject({
      code: "KRANE_HOST_READ",
      cause: { code: "EIO" },
    });
  });

  test.skipIf(!isRoot)("tells nobody that a file is closed to him, which is not that it is missing", () => {
    using folder = temporaryFolder();
    chmodSync(folder.path, 0o755);
    const path = join(folder.path, "secret");
    writeFileSync(path, "secret");
    chmodSync(path, 0o600);
    const seen = asNobody(`
      const error = await openHost().read(${JSON.stringify(path)}).catch((error) => error);
      const none = await openHost().read(${JSON.stringify(`${path}.none`)}) ?? "none";
      const probe = await openHost({ helperSocket: "/nonexistent.sock" }).probe("open-kvm", {});
      console.log(JSON.stringify({ code: error.code, cause: error.cause.code, none, probe }));
    `);
    expect(seen).toEqual({
      code: "KRANE_HOST_READ",
      cause: "EACCES",
      none: "none",
      probe: {
        known: false,
        denied: true,
        why: expect.stringMatching(
          /^not root, and the privileged helper does not answer on \/nonexistent\.sock: connect ENOENT/,
        ),
      },
    });
  });
});

describe("probes of the live machine", () => {
  test.skipIf(!isRoot)("open /dev/kvm, or say that it is dead", async () => {
    const answer = await openHost().probe("open-kvm", {});
    expect(answer).toEqual({ known: true, value: opens("/dev/kvm") });
  });

  test.skipIf(!isRoot)("say why a register cannot be read, and load no module", async () => {
    const answer = await openHost().probe("msr", { cpu: 0, register: 0x1b });
    expect(answer.known || /\/dev\/cpu\/0\/msr|EIO/.test(answer.why)).toBe(true);
  });

  test("refuse what is not on the list before anything is opened", async () => {
    for (const isRoot of [true, false]) {
      const host = openHost({ isRoot, helperSocket: "/nonexistent.sock" });
      for (const cpu of [-1, 1.5, 8192, Number.NaN]) {
        expect(await host.probe("msr", { cpu, register: 0x1b })).toMatchObject({ why: "arguments of msr not allowed" });
      }
      expect(await host.probe("msr", { cpu: 0, register: 0xc0000082 })).toMatchObject({ known: false });
    }
  });
});

function opens(path: string): boolean {
  try {
    closeSync(openSync(path, "r+"));
    return true;
  } catch {
    return false;
  }
}
