import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/folder.ts";
import { fixtureHost } from "../support/hosts.ts";
import { agent, ENV, ROOT, ran } from "../support/program.ts";
import { type FixtureFile, layOut } from "../support/txtar.ts";

interface Result {
  readonly check: string;
  readonly status: string;
  readonly reason: string;
  readonly subject: { readonly name: string };
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What differs from one second to the next on a live host. */
const VOLATILE =
  /bytes|usage|percent|seconds|_ms|offset|mhz|temperature|celsius|watts|rpm|available|free|count|age|drift|load/;

/** Verdicts without figures that move, and without the words of an error, which tell how the look failed. */
function verdicts(...options: string[]): readonly unknown[] {
  const { results } = JSON.parse(agent(["check", "-o", "json", ...options]).out) as { results: readonly Result[] };
  return results.map(({ check, status, reason, subject, attributes }) => {
    const steady = Object.entries(attributes).filter(([name]) => !VOLATILE.test(name) && name !== "error.message");
    return { check, status, reason, subject: subject.name, attributes: Object.fromEntries(steady) };
  });
}

function captured(root: string, ...more: string[]) {
  const folder = temporaryFolder();
  const path = join(folder.path, "tree");
  const run = agent(["capture", "--root", root, path, ...more]);
  return {
    ...folder,
    path,
    run,
    manifest: () => readFileSync(join(path, "MANIFEST.txt"), "utf8"),
    [Symbol.dispose]: folder[Symbol.dispose],
  };
}

describe("capture of this machine", () => {
  test("gives a tree of which check says the same", () => {
    using folder = temporaryFolder();
    const tree = join(folder.path, "tree");
    const { code, out, err } = agent(["capture", tree]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain(`next: krane-agent check --root ${tree}`);
    expect(verdicts("--root", tree)).toEqual(verdicts());
    expect(statSync(tree).mode & 0o777).toBe(0o700);
  });

  test("holds the layout of the corpora and a listing", () => {
    using folder = temporaryFolder();
    const tree = join(folder.path, "tree");
    expect(agent(["capture", tree]).code).toBe(0);
    expect(readdirSync(tree)).toEqual(expect.arrayContaining(["MANIFEST.txt", "extra", "proc", "sys"]));
    expect(readFileSync(join(tree, "extra/dev-nodes.txt"), "utf8")).toMatch(/^c \d+:\d+ \d{3} \/dev\/\S+ \d+:\d+$/m);
    expect(readFileSync(join(tree, "MANIFEST.txt"), "utf8")).toMatch(/^krane-agent capture\nagent: {2}krane-agent \d/);
    expect(existsSync(join(tree, "proc/iomem"))).toBe(false);
  });

  test.skipIf(process.geteuid?.() !== 0)("works for a user, and says what he was not shown", () => {
    using folder = temporaryFolder();
    chmodSync(folder.path, 0o777);
    const tree = join(folder.path, "tree");
    const drop = ["--reuid=65534", "--regid=65534", "--clear-groups", process.execPath, "dist/krane-agent.js"];
    const run = ran("setpriv", [...drop, "capture", tree]);
    expect({ code: run.code, err: run.err }).toEqual({ code: 0, err: "" });
    expect(run.out).toMatch(/not run as root: \d+ of them root could read/);
    const live = JSON.parse(ran("setpriv", [...drop, "check", "-o", "json"]).out).results as readonly Result[];
    const brief = ({ check, status, reason, attributes }: Result) => [
      check,
      status,
      reason,
      attributes["krane.feature.cause"],
    ];
    const { results } = JSON.parse(ran("setpriv", [...drop, "check", "-o", "json", "--root", tree]).out);
    expect(results.map(brief)).toEqual(live.map(brief));
  });
});

describe("capture of a captured tree", () => {
  test.each(["healthy", "swap-containerd", "swap-docker", "blind"])("%s: check says the same of the copy", (name) => {
    using source = fixtureHost(name);
    using copy = captured(source.root);
    expect(copy.run.err).toBe("");
    expect(verdicts("--root", copy.path)).toEqual(verdicts("--root", source.root));
  });

  test("keeps links, what could not be read, and the names of what was not kept", () => {
    using source = layOut([
      { path: "/sys/devices/pci0000:00/0000:00:02.0/net/eth0/mtu", content: "9000\n" },
      { path: "/sys/devices/pci0000:00/0000:00:02.0/net/eth0/speed.__errno", content: "22\n" },
      { path: "/sys/class/net/eth0", target: "../../devices/pci0000:00/0000:00:02.0/net/eth0" },
      { path: "/etc/systemd/system/data.swap", content: "[Swap]\nWhat=/dev/sdb1\n" },
      { path: "/etc/systemd/system/other.service", content: "[Service]\nEnvironment=TOKEN=abcdef\n" },
      { path: "/proc/swaps", content: "Filename Type Size Used Priority\n/dev/sdb1 partition 1024 0 -2\n" },
    ]);
    using copy = captured(source.root);
    expect(readlinkSync(join(copy.path, "sys/class/net/eth0"))).toBe("../../devices/pci0000:00/0000:00:02.0/net/eth0");
    expect(readFileSync(join(copy.path, "sys/class/net/eth0/mtu"), "utf8")).toBe("9000\n");
    expect(readFileSync(join(copy.path, "etc/systemd/system/other.service.__errno"), "utf8")).toBe("61\n");
    expect(verdicts("--root", copy.path)).toEqual(verdicts("--root", source.root));
  });
});

const SECRET = "hunter2";

const PLANTED: readonly FixtureFile[] = [
  {
    path: "/etc/libvirt/qemu.conf",
    content: `user = "libvirt-qemu"\nvnc_password = "${SECRET} and ${SECRET}"\n#spice_password = "${SECRET}"\n`,
  },
  {
    path: "/etc/fstab",
    content: `//srv/share /mnt cifs username=u,password=${SECRET},credentials=/root/${SECRET} 0 0\nUUID=1 none swap sw 0 0\n`,
  },
  { path: "/proc/cmdline", content: `root=/dev/sda1 luks.key=/${SECRET} my_token="${SECRET} x" intel_iommu=on\n` },
  {
    path: "/etc/passwd",
    content: `root:${SECRET}:0:0:${SECRET} Real Name:/root/${SECRET}:/bin/bash\nlibvirt-qemu:x:64055:108::/:/bin/false\n`,
  },
  { path: "/etc/group", content: `kvm:${SECRET}:108:libvirt-qemu\n` },
  { path: "/etc/shadow", content: `root:${SECRET}:1:0:99999:7:::\n` },
  { path: "/etc/chrony/chrony.keys", content: `1 SHA1 ${SECRET}\n` },
  { path: "/etc/chrony/chrony.conf", content: `server http://user:${SECRET}@ntp iburst\n` },
  { path: "/etc/netplan/01.yaml", content: `wifis:\n  auth:\n    password: ${SECRET} with blanks\n` },
  { path: "/etc/modprobe.d/x.conf", content: `-----BEGIN RSA PRIVATE KEY-----\n${SECRET}\n` },
  { path: "/etc/sysctl.d/1.conf", content: `net.secret_key=${SECRET}\nvm.swappiness=1\n` },
  {
    path: "/extra/kmsg.raw",
    content: `5,0,0,-;Linux version 6.1.0\n6,1,0,-;Command line: root=/dev/sda1 rd.password=${SECRET} ro\n`,
  },
  {
    path: "/var/lib/krane-agent/kept.json",
    content: JSON.stringify({
      schema: "krane.kept.v1",
      checks: { "boot-log": { bootId: "b", at: 1, facts: { lines: `Command line: x_password=${SECRET}\nDMAR: on` } } },
    }),
  },
  { path: "/sys/class/dmi/id/product_serial", content: "SN123\n" },
];

describe("secrets", () => {
  test("stay on the host, and the listing says where some were", () => {
    using source = layOut(PLANTED);
    using copy = captured(source.root);
    expect(copy.run.err).toBe("");
    expect(ran("grep", ["-rl", SECRET, copy.path]).out).toBe("");
    const manifest = copy.manifest();
    for (const path of [
      "/etc/libvirt/qemu.conf",
      "/etc/fstab",
      "/proc/cmdline",
      "/etc/netplan/01.yaml",
      "/extra/kmsg.raw",
    ]) {
      expect(manifest).toMatch(new RegExp(`^redacted +${path}: \\d+ values$`, "m"));
    }
    expect(manifest).toContain("left out   /etc/modprobe.d/x.conf: it holds a private key");
    expect(manifest).toMatch(/## holds serial numbers[^\n]*\n\/sys\/class\/dmi\/id\/product_serial\n/);
  });

  test("are all that is taken out", () => {
    using source = layOut(PLANTED);
    using copy = captured(source.root);
    const kept = (path: string) => readFileSync(join(copy.path, path), "utf8");
    expect(kept("proc/cmdline")).toBe("root=/dev/sda1 luks.key=<redacted> my_token=<redacted> intel_iommu=on\n");
    expect(kept("etc/fstab")).toContain(
      "username=u,password=<redacted>,credentials=<redacted> 0 0\nUUID=1 none swap sw 0 0\n",
    );
    expect(kept("etc/passwd")).toBe("root:x:0:0::/:\nlibvirt-qemu:x:64055:108::/:\n");
    expect(kept("etc/libvirt/qemu.conf")).toContain('user = "libvirt-qemu"\n');
    expect(kept("etc/sysctl.d/1.conf")).toContain("vm.swappiness=1\n");
    expect(kept("sys/class/dmi/id/product_serial")).toBe("SN123\n");
  });
});

describe("an archive", () => {
  test("unpacks with tar to what check reads, also names beyond ustar's", () => {
    const deep = `/sys/devices/pci0000:00/${"0000:80:01.0/".repeat(14)}net/eth0`;
    using source = layOut([
      { path: `${deep}/mtu`, content: "1500\n" },
      { path: "/sys/class/net/eth0", target: `../..${deep.slice(4)}` },
      { path: "/proc/swaps", content: "Filename Type Size Used Priority\n" },
    ]);
    using folder = temporaryFolder();
    const file = join(folder.path, "case.tar.gz");
    const run = agent(["capture", "--root", source.root, file]);
    expect({ code: run.code, err: run.err }).toEqual({ code: 0, err: "" });
    expect(run.out).toContain(`next: mkdir case && tar xzf ${file} -C case && krane-agent check --root case`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const tree = join(folder.path, "d");
    mkdirSync(tree);
    expect(ran("tar", ["xzf", file, "-C", tree]).err).toBe("");
    expect(readFileSync(join(tree, "sys/class/net/eth0/mtu"), "utf8")).toBe("1500\n");
    expect(verdicts("--root", tree)).toEqual(verdicts("--root", source.root));
    expect(readdirSync(folder.path).sort()).toEqual(["case.tar.gz", "d"]);
  });

  test("given to check --root is refused with the way out", () => {
    using folder = temporaryFolder();
    const file = join(folder.path, "case.tar.gz");
    writeFileSync(file, "");
    const { code, out, err } = agent(["check", "--root", file]);
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(err).toContain(`not a directory; unpack a capture first: mkdir d && tar xzf ${file} -C d`);
  });
});

describe("a target", () => {
  test("that holds something is refused, and left as it was", () => {
    using folder = temporaryFolder();
    const [full, file] = [join(folder.path, "full"), join(folder.path, "x.tar.gz")];
    mkdirSync(full);
    writeFileSync(join(full, "mine"), "mine");
    writeFileSync(file, "mine");
    for (const [args, said] of [
      [[full], "the directory is not empty"],
      [[full, "--force"], "--force replaces captures only"],
      [[file], "it exists; name another one, or give --force"],
      [[join(file, "below")], "ENOTDIR"],
      [[join(folder.path, "none/below")], "ENOENT"],
    ] as const) {
      const { code, err } = agent(["capture", ...args]);
      expect({ args, code }).toEqual({ args, code: 3 });
      expect(err).toContain(said);
    }
    expect(readFileSync(join(full, "mine"), "utf8") + readFileSync(file, "utf8")).toBe("minemine");
    expect(readdirSync(folder.path).sort()).toEqual(["full", "x.tar.gz"]);
  });

  test("that is empty is taken, and with --force an earlier capture is replaced", () => {
    using source = fixtureHost("healthy");
    using folder = temporaryFolder();
    const file = join(folder.path, "x.tgz");
    writeFileSync(file, "old");
    for (const args of [[folder.path], [folder.path, "--force"], [`${folder.path}/x.tgz`, "--force"]]) {
      if (args[0] === folder.path && args.length === 1) ran("rm", [file]);
      expect(agent(["capture", "--root", source.root, ...args]).err).toBe("");
    }
    expect(statSync(file).size).toBeGreaterThan(100);
    expect(readdirSync(folder.path)).toContain("MANIFEST.txt");
  });

  test.each([[[]], [["a", "b"]], [["x.zip"]], [["x.tar"]], [["--nope", "a"]]])("wrong usage: %j", (args) => {
    expect(agent(["capture", ...args]).code).toBe(64);
  });

  test("that cannot be written says so", () => {
    using source = fixtureHost("healthy");
    const { code, err } = agent(["capture", "--root", source.root, "/proc/krane.tar.gz"]);
    expect(code).toBe(3);
    expect(err).toContain("write /proc/krane.tar.gz");
  });
});

function sparse(path: string, bytes: number): void {
  const fd = openSync(path, "w");
  ftruncateSync(fd, bytes);
  closeSync(fd);
}

describe("bounds", () => {
  test("cut a file at 1 MiB, the whole at 64 MiB, and say so", () => {
    using source = layOut([{ path: "/etc/modprobe.d/a.conf", content: "" }]);
    for (let n = 0; n < 70; n += 1) sparse(join(source.root, `etc/modprobe.d/${n}.conf`), 2 * 1024 ** 2);
    using copy = captured(source.root);
    expect(copy.run).toMatchObject({ code: 0, err: "" });
    expect(statSync(join(copy.path, "etc/modprobe.d/0.conf")).size).toBe(1024 ** 2 + 1);
    expect(copy.manifest()).toMatch(/^cut +\/etc\/modprobe.d\/0.conf: more than 1048576 bytes$/m);
    expect(copy.manifest()).toMatch(/^cut +\S+: more than 67108864 bytes in all$/m);
  });

  test("hold for a directory of 30,000 names", () => {
    using source = layOut([{ path: "/sys/module/kvm/version", content: "1\n" }]);
    for (let n = 0; n < 30_000; n += 1) symlinkSync("x", join(source.root, `sys/module/m${n}`));
    using copy = captured(source.root);
    expect(copy.run).toMatchObject({ code: 0, err: "" });
    expect(copy.manifest()).toMatch(/^cut +\S+: more than 20000 files$/m);
  });
});

test.each(["tree", "x.tar.gz"])(
  "an interrupted capture to %s leaves nothing, with the code of the signal",
  async (name) => {
    using source = layOut([{ path: "/etc/modprobe.d/a.conf", content: "" }]);
    for (let n = 0; n < 60; n += 1)
      writeFileSync(join(source.root, `etc/modprobe.d/${n}.conf`), Buffer.alloc(1024 ** 2, `${n}\n`));
    using folder = temporaryFolder();
    const target = join(folder.path, name);
    const args = ["dist/krane-agent.js", "capture", "--root", source.root, target];
    const child = spawn(process.execPath, args, { cwd: ROOT, env: ENV, stdio: ["ignore", "ignore", "pipe"] });
    let err = "";
    child.stderr.on("data", (chunk) => {
      err += chunk;
    });
    while (!existsSync(`${target}.partial`) && child.exitCode === null) await delay(2);
    child.kill("SIGINT");
    await once(child, "close");
    expect(child.exitCode).toBe(130);
    expect(err).toContain("interrupted, nothing was written");
    expect(readdirSync(folder.path)).toEqual([]);
  },
);
