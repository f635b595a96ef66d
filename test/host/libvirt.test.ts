import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Guest } from "../../src/core/index.ts";
import { GuestDirectory } from "../../src/detect/guest-directory.ts";
import { bootTime } from "../../src/detect/log-scan.ts";
import { lookForGuests } from "../../src/host/guests.ts";
import { openHost } from "../../src/host/open.ts";
import { cgroupDomain } from "../../src/parse/guest/guest-cgroup.ts";
import { eventually } from "../support/eventually.ts";
import { temporaryFolder } from "../support/folder.ts";

const DOMAIN = `krane-test-${process.pid}`;
const UUID = "3c1f6b1a-4444-4c2d-9d7e-0123456789ab";

const XML = `<domain type='qemu'><name>${DOMAIN}</name><uuid>${UUID}</uuid>
<metadata><nova:instance xmlns:nova="http://openstack.org/xmlns/libvirt/nova/1.1"><nova:name>web &amp; db-01</nova:name></nova:instance></metadata>
<memory unit='MiB'>64</memory><vcpu>2</vcpu><iothreads>1</iothreads><os><type arch='x86_64' machine='pc'>hvm</type></os>
<devices><emulator>/usr/bin/qemu-system-x86_64</emulator><serial type='pty'/></devices>
<seclabel type='static' model='dac' relabel='no'><label>0:0</label></seclabel></domain>`;

/** Why a real guest cannot be started here; a libvirt that somebody else runs is left alone. */
function why(): string | undefined {
  if (process.env.KRANE_TEST_LIBVIRT !== "1")
    return "KRANE_TEST_LIBVIRT=1 was not given: it starts libvirt on this machine";
  if (process.geteuid?.() !== 0) return "it needs root";
  if (existsSync("/run/libvirt/libvirt-sock")) return "libvirt runs here already";
  const missing = ["libvirtd", "virtlogd", "virsh", "qemu-system-x86_64"].filter(
    (name) => spawnSync("which", [name]).status !== 0,
  );
  return missing.length === 0 ? undefined : `not installed: ${missing.join(", ")}`;
}

const reason = why();
const folder = temporaryFolder();
const daemons: ChildProcess[] = [];

async function look(): Promise<Guest | undefined> {
  const { guests } = await lookForGuests(openHost(), { now: Date.now(), bootedAt: bootTime() });
  return guests.find(({ domain }) => domain === DOMAIN);
}

function found(guest: Guest | undefined): Guest {
  if (guest === undefined) throw new Error("libvirt's guest was not found");
  return guest;
}

describe.skipIf(reason !== undefined)(`a real guest of libvirt${reason === undefined ? "" : ` (${reason})`}`, () => {
  beforeAll(async () => {
    for (const name of ["virtlogd", "libvirtd"])
      daemons.push(spawn(name, ["-p", join(folder.path, `${name}.pid`)], { stdio: "ignore" }));
    const file = join(folder.path, "domain.xml");
    writeFileSync(file, XML);
    await eventually(
      () => (spawnSync("virsh", ["-c", "qemu:///system", "create", file]).status === 0 ? true : undefined),
      { ms: 50_000, everyMs: 500 },
    );
  }, 60_000);

  afterAll(() => {
    for (const ending of ["xml", "pid"]) rmSync(`/run/libvirt/qemu/${DOMAIN}.${ending}`, { force: true });
    for (const daemon of daemons) daemon.kill("SIGTERM");
    for (const name of ["libvirt-sock", "libvirt-sock-ro", "libvirt-admin-sock"])
      rmSync(`/run/libvirt/${name}`, { force: true });
    folder[Symbol.dispose]();
  });

  test("is known by its files, with the names of its threads", async () => {
    const guest = found(await look());
    expect(guest).toMatchObject({ uuid: UUID, name: "web & db-01", state: "running", problems: [] });
    expect(cgroupDomain(guest.cgroup ?? "")).toBe(DOMAIN);
    const names = new Map(guest.threads.map(({ tid, name }) => [tid, name]));
    expect(guest.vcpus.map((tid) => names.get(tid))).toEqual(["CPU 0/TCG", "CPU 1/TCG"]);
    expect([...names.values()]).toEqual(expect.arrayContaining(["qemu-system-x86", "IO iothread1", "IO mon_iothread"]));
  });

  test("is known as gone when its qemu dies while libvirt is down, and its threads are still its own", async () => {
    const directory = new GuestDirectory();
    const guest = found(await look());
    const uptimeMs = () => Date.now() - bootTime();
    directory.update({ guests: [guest] }, uptimeMs());
    daemons[1]?.kill("SIGKILL");
    process.kill(guest.pid ?? Number.NaN, "SIGKILL");
    const diedMs = uptimeMs();
    const after = await eventually(async () => {
      const now = found(await look());
      return now.state === "gone" ? now : undefined;
    });
    expect(after.problems).toMatchObject([{ kind: "gone" }]);
    directory.update({ guests: [after] }, uptimeMs());
    const clue = { thread: "CPU 1/TCG", atMs: diedMs, slackMs: 5000, ...(guest.vcpus[1] && { tid: guest.vcpus[1] }) };
    expect(directory.whose(clue).guest).toMatchObject({ domain: DOMAIN, name: "web & db-01" });
  });
});
