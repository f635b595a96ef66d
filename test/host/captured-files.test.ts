import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openHost } from "../../src/host/open.ts";
import { layOut } from "../support/txtar.ts";

describe("a captured tree", () => {
  test("gives text, names, kinds and the names in a directory", async () => {
    using tree = layOut([
      { path: "/proc/swaps", content: "Filename\n" },
      { path: "/sys/b", content: "1\n" },
      { path: "/sys/a", content: "2\n" },
    ]);
    const host = openHost({ root: tree.root });
    expect(await host.read("/proc/swaps")).toBe("Filename\n");
    expect(await host.list("/sys")).toEqual(["a", "b"]);
    expect(await host.stat("/sys")).toMatchObject({ kind: "directory" });
    expect(await host.stat("/sys/a")).toMatchObject({ kind: "file", size: 2 });
  });

  test("says undefined or nothing for what is not there, also below a file", async () => {
    using tree = layOut([{ path: "/proc/swaps", content: "" }]);
    const host = openHost({ root: tree.root });
    for (const path of ["/proc/none", "/none/none", "/proc/swaps/below", "/../etc/shadow"]) {
      expect(await host.read(path)).toBeUndefined();
      expect(await host.readAt(path, 0, 10)).toBeUndefined();
      expect(await host.stat(path)).toBeUndefined();
      expect(await host.readlink(path)).toBeUndefined();
      expect(await host.list(path)).toEqual([]);
    }
  });

  test("reads a part of a file, and less at its end", async () => {
    using tree = layOut([{ path: "/f", content: "0123456789" }]);
    const host = openHost({ root: tree.root });
    expect(Buffer.from((await host.readAt("/f", 8, 16)) ?? []).toString()).toBe("89");
    expect((await host.readAt("/f", 100, 16))?.length).toBe(0);
    await expect(host.readAt("/f", -1, 4)).rejects.toThrow("read /f: 4 bytes from -1");
    await expect(host.readAt("/f", 0, 2 ** 31)).rejects.toThrow("read /f");
  });

  test("resolves absolute and relative links inside the tree", async () => {
    using tree = layOut([
      { path: "/sys/devices/pci0/net/eth0/operstate", content: "up\n" },
      { path: "/sys/class/net/eth0", target: "../../devices/pci0/net/eth0" },
      { path: "/proc/mounts", target: "/proc/self/mounts" },
      { path: "/proc/self", target: "/proc/1" },
      { path: "/proc/1/mounts", content: "inside\n" },
    ]);
    const host = openHost({ root: tree.root });
    expect(await host.read("/sys/class/net/eth0/operstate")).toBe("up\n");
    expect(await host.read("/sys/class/net/eth0/../eth0/operstate")).toBe("up\n");
    expect(await host.read("/proc/mounts")).toBe("inside\n");
    expect(await host.list("/sys/class/net")).toEqual(["eth0"]);
    expect(await host.readlink("/sys/class/net/eth0")).toBe("../../devices/pci0/net/eth0");
    expect(await host.readlink("/proc/1/mounts")).toBeUndefined();
  });

  test("tells device nodes from its list of them, but not whose they are", async () => {
    using tree = layOut([{ path: "/extra/dev-nodes.txt", content: "c 10:232 660 /dev/kvm\nb 8:0 660 /dev/sda 0:6\n" }]);
    const host = openHost({ root: tree.root });
    expect(await host.stat("/dev/kvm")).toEqual({ kind: "character", size: 0, mode: 0o660 });
    expect(await host.stat("/dev/sda")).toEqual({ kind: "block", size: 0, mode: 0o660, uid: 0, gid: 6 });
    expect(await host.stat("/dev/sdb")).toBeUndefined();
  });

  test("names and knows what was there and was not kept", async () => {
    using tree = layOut([
      { path: "/sys/d/speed.__errno", content: "22\n" },
      { path: "/run/chronyd.sock.__errno", content: "6\n" },
      { path: "/extra/dev-nodes.txt", content: "c 10:1 660 /dev/a\nc 10:2 660 /dev/net/tun\n" },
    ]);
    const host = openHost({ root: tree.root });
    expect(await host.list("/sys/d")).toEqual(["speed"]);
    expect(await host.stat("/sys/d/speed")).toEqual({ kind: "file", size: 0, mode: 0 });
    expect(await host.stat("/run/chronyd.sock")).toMatchObject({ kind: "other" });
    expect(await host.list("/dev")).toEqual(["a", "net"]);
    await expect(host.read("/sys/d/speed")).rejects.toMatchObject({ cause: { code: "EINVAL" } });
  });

  test("says why a probe had no answer on the host, whatever else could be read out of the tree", async () => {
    const why = { why: "no rights", denied: true };
    using tree = layOut([
      { path: "/extra/msr.txt", content: "0x3a 0x5\n" },
      { path: "/extra/msr-32.txt", content: "0x3a 0x1\n" },
      {
        path: "/extra/no-answer.json",
        content: JSON.stringify({ 'msr {"cpu":0,"register":58}': why, "open-kvm {}": 1 }),
      },
      { path: "/extra/kvm.txt", content: "exists 1\nopen errno 0\n" },
      { path: "/sys/firmware/acpi/tables/DMAR.__errno", content: "13\n" },
    ]);
    const host = openHost({ root: tree.root });
    expect(await host.probe("msr", { cpu: 0, register: 0x3a })).toEqual({ known: false, ...why });
    expect(await host.probe("msr", { cpu: 32, register: 0x3a })).toEqual({ known: true, value: 1n });
    expect(await host.probe("open-kvm", {})).toEqual({ known: true, value: true });
    expect(await host.probe("acpi-table", { signature: "DMAR" })).toMatchObject({ known: false, denied: true });
  });

  test("has a name: the kernel's, else that of /etc, else none", () => {
    const kernel = { path: "/proc/sys/kernel/hostname", content: "krane-pg1-com908\n" };
    const file = { path: "/etc/hostname", content: "krane-ay1prod-com0001.dakao.io\n" };
    const named = (files: Parameters<typeof layOut>[0]): string => {
      using tree = layOut(files);
      return openHost({ root: tree.root }).site.host;
    };
    expect(named([kernel, file])).toBe("krane-pg1-com908");
    expect(named([file])).toBe("krane-ay1prod-com0001");
    expect(named([])).toBe("unknown");
    expect(named([{ path: "/etc/hostname", content: "\u001b[2Jevil\n" }])).toBe("unknown");
    expect(named([{ path: "/etc/hostname", target: "/etc/hostname" }, kernel])).toBe("krane-pg1-com908");
  });

  test("takes a name given from outside", () => {
    using tree = layOut([]);
    expect(openHost({ root: tree.root, hostname: "krane-hn1dev-com0001" }).site.region).toBe("hn1dev");
  });

  test("is refused when it is not there", () => {
    expect(() => openHost({ root: "/no/such/tree" })).toThrow("open root /no/such/tree");
  });

  test("does not take a relative path", async () => {
    using tree = layOut([]);
    await expect(openHost({ root: tree.root }).read("proc/swaps")).rejects.toThrow("not an absolute path");
  });

  test("reads what it can of a tree whose directories are odd", async () => {
    using tree = layOut([]);
    mkdirSync(join(tree.root, "sys"));
    symlinkSync("/", join(tree.root, "sys/root"));
    writeFileSync(join(tree.root, "f"), "here");
    chmodSync(join(tree.root, "f"), 0o400);
    expect(await openHost({ root: tree.root }).read("/sys/root/sys/root/f")).toBe("here");
  });
});
