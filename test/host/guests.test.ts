import { truncateSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Guest, Host } from "../../src/core/index.ts";
import { lookForGuests } from "../../src/host/guests.ts";
import { openHost } from "../../src/host/open.ts";
import { GuestTree, statusXml } from "../support/guest-trees.ts";
import { fixtureHost } from "../support/hosts.ts";

const NOW = Date.UTC(2026, 10, 21);

async function guestsOf(
  root: string,
  look: Partial<Parameters<typeof lookForGuests>[1]> = {},
): Promise<readonly Guest[]> {
  return (await lookForGuests(openHost({ root }), { now: NOW, ...look })).guests;
}

/** A tree with one guest that is well: process 100, virtual CPUs 104 and 105. */
function wellTree(): GuestTree {
  const threads = ["qemu-system-x86", "IO mon_iothread", "CPU 0/KVM", "CPU 1/KVM"].map((name, n) => ({
    tid: [100, 103, 104, 105][n] ?? 0,
    name,
  }));
  const cgroup = "0::/machine.slice/machine-qemu\\x2d1\\x2dweb.scope/libvirt/emulator";
  return new GuestTree()
    .status("web", statusXml({ domain: "web", pid: 100, vcpus: [104, 105], name: "web-01", tap: "tap1" }))
    .process(threads, { cgroup });
}

test("three guests: one is well, one has half a status file, one is gone", async () => {
  using tree = fixtureHost("guests");
  const guests = await guestsOf(tree.root);
  expect(guests).toMatchObject([
    {
      domain: "instance-0000002a",
      uuid: "3c1f6b1a-1111-4c2d-9d7e-0123456789ab",
      name: "web & db-01",
      project: "shop",
      flavor: "m1.small",
      state: "running",
      pid: 4437,
      startedMs: 10_000,
      vcpus: [4444, 4445],
      cgroup: "/machine.slice/machine-qemu\\x2d7\\x2dinstance\\x2d0000002a.scope",
      taps: ["tap690466bc-92"],
      problems: [],
    },
    { domain: "instance-0000002b", state: "unknown", pid: 4537, problems: [{ kind: "corrupt" }] },
    {
      domain: "instance-0000002c",
      state: "gone",
      pid: 4637,
      problems: [{ kind: "gone", why: "process 4637 does not exist" }],
    },
  ]);
  expect(guests[0]?.threads).toContainEqual({ tid: 4445, name: "CPU 1/KVM", startedMs: 10_000 });
  // What cannot be read of it is found in /proc: its threads.
  expect(guests[1]?.threads.map(({ name }) => name)).toEqual(["qemu-system-x86", "CPU 0/KVM"]);
});

describe("a process that is not what the status file means", () => {
  test.each([
    [
      "has ended and waits for its parent",
      [{ tid: 100, name: "qemu-system-x86", state: "Z" }],
      "0::/",
      "process 100 has ended",
    ],
    [
      "is another guest's",
      [{ tid: 100, name: "qemu-system-x86" }],
      "0::/machine/qemu-9-db.libvirt-qemu/emulator",
      "100 is another process now",
    ],
    ["is no qemu", [{ tid: 100, name: "postgres" }], "0::/", "100 is another process now"],
  ])("%s", async (_, threads, cgroup, why) => {
    using tree = new GuestTree()
      .status("web", statusXml({ domain: "web", pid: 100, vcpus: [104] }))
      .process(threads, { cgroup });
    const [guest] = await guestsOf(tree.root);
    expect(guest).toMatchObject({ state: "gone", problems: [{ kind: "gone", why }] });
    expect(guest?.startedMs).toBeUndefined();
  });

  test("began after the file was written", async () => {
    using tree = new GuestTree()
      .status("web", statusXml({ domain: "web", pid: 100 }))
      .process([{ tid: 100, name: "qemu-system-x86", start: 500_000 }]);
    const bootedAt = NOW - 86_400_000;
    const file = join(tree.root, "run/libvirt/qemu/web.xml");
    utimesSync(file, NOW / 1000, (bootedAt + 4_900_000) / 1000);
    expect(await guestsOf(tree.root, { bootedAt })).toMatchObject([{ state: "gone" }]);
    utimesSync(file, NOW / 1000, (bootedAt + 5_100_000) / 1000);
    expect(await guestsOf(tree.root, { bootedAt })).toMatchObject([{ state: "running" }]);
  });
});

test("threads that an oops took are told: the process lives on without them, and libvirt says it is running", async () => {
  using tree = new GuestTree().status("web", statusXml({ domain: "web", pid: 100, vcpus: [104, 105] })).process([
    { tid: 100, name: "qemu-system-x86", state: "Z" },
    { tid: 104, name: "CPU 0/KVM" },
  ]);
  const [guest] = await guestsOf(tree.root);
  expect(guest?.state).toBe("running");
  expect(guest?.problems).toEqual([
    { kind: "main-thread-dead", why: "main thread 100 has ended" },
    { kind: "vcpu-dead", why: "thread 105 of vCPU 1 has ended" },
  ]);
  expect(guest?.threads).toContainEqual({ tid: 105, dead: true });
});

test("whatever is wrong with one status file, the others are there", async () => {
  using tree = wellTree();
  tree.status("huge", statusXml({ domain: "huge", pid: 7 }));
  truncateSync(join(tree.root, "run/libvirt/qemu/huge.xml"), 100 * 1024 * 1024);
  tree.status("bomb", '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><domstatus>&y;</domstatus>');
  tree.status("utf16", Buffer.from(statusXml({ domain: "utf16", pid: 8 }), "utf16le"));
  tree.status("escape\u001b[31m", "");
  tree.status("other", "<network/>");
  tree
    .write("run/libvirt/qemu/folder.xml/x", "")
    .write("run/libvirt/qemu/denied.xml.__errno", "13")
    .write("run/libvirt/qemu/denied.pid", "9");
  const guests = await guestsOf(tree.root);
  expect(Object.fromEntries(guests.map(({ domain, problems }) => [domain, problems.map(({ kind }) => kind)]))).toEqual({
    bomb: ["corrupt"],
    denied: ["unreadable", "gone"],
    "escape\\x1b[31m": ["corrupt"],
    folder: ["unreadable"],
    huge: ["unreadable"],
    other: ["corrupt"],
    utf16: ["corrupt"],
    web: [],
  });
});

test("without a status file the command line tells: of the pid file's process, of one asked about, and of all where libvirt has no files", async () => {
  const uuid = "3c1f6b1a-1111-4c2d-9d7e-0123456789ab";
  const words = ["/usr/bin/qemu-system-x86_64", "-name", "guest=web,debug-threads=on", "-uuid", uuid];
  const cmdline = words.map((word) => `${word}\0`).join("");
  const threads = [100, 104].map((tid) => ({ tid, name: tid === 100 ? "qemu-system-x86" : "CPU 0/KVM" }));
  const web = {
    domain: "web",
    uuid,
    pid: 100,
    threads: [{ tid: 100 }, { tid: 104 }],
  };
  using tree = new GuestTree().process(threads, { cmdline }).process([{ tid: 5, name: "sshd" }]);
  expect(await guestsOf(tree.root)).toMatchObject([web]);
  tree.write("run/libvirt/qemu/other.pid", "5").write("run/libvirt/qemu/driver.pid", "100");
  expect((await guestsOf(tree.root)).map(({ domain }) => domain)).toEqual(["other"]);
  expect(await guestsOf(tree.root, { threads: [104, 5, 99_999] })).toMatchObject([
    { domain: "other", state: "gone" },
    web,
  ]);
  expect(await guestsOf(tree.root, { everywhere: true })).toMatchObject([{ domain: "other" }, web]);
  tree.write("run/libvirt/qemu/web.pid", "100").write("run/libvirt/qemu/web.xml.__errno", "13");
  expect((await guestsOf(tree.root)).find(({ domain }) => domain === "web")).toMatchObject({
    ...web,
    problems: [{ kind: "unreadable" }],
  });
});

test("a tree without processes says nothing of them", async () => {
  using tree = new GuestTree().status("web", statusXml({ domain: "web", pid: 100, vcpus: [104] }));
  expect(await guestsOf(tree.root)).toMatchObject([{ state: "running", problems: [] }]);
});

/** The same host, with a note of what is read. */
function watched(root: string): { readonly host: Host; readonly read: string[] } {
  const host = openHost({ root });
  const read: string[] = [];
  return {
    read,
    host: {
      ...host,
      read: (path) => {
        read.push(path);
        return host.read(path);
      },
    },
  };
}

test("what did not change since the last look is not read again", async () => {
  using tree = wellTree();
  const path = join(tree.root, "run/libvirt/qemu/web.xml");
  utimesSync(path, 1000, 1000);
  const { host, read } = watched(tree.root);
  const first = await lookForGuests(host, { now: NOW });
  read.length = 0;
  const second = await lookForGuests(host, { now: NOW, former: first });
  expect(read).toEqual(["/proc/100/stat"]);
  expect(second.guests).toEqual(first.guests);
  tree.status("web", statusXml({ domain: "web", pid: 100, vcpus: [104, 105], name: "web-02" }));
  expect((await lookForGuests(host, { now: NOW, former: second })).guests).toMatchObject([{ name: "web-02" }]);
});

test("no libvirt, no guests", async () => {
  using tree = new GuestTree().process([{ tid: 1, name: "systemd" }]);
  const seen = await lookForGuests(openHost({ root: tree.root }), { now: NOW });
  expect(seen).toMatchObject({ guests: [] });
  expect(seen.missing).toBeUndefined();
});
