import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseXml } from "../../../src/host/xml.ts";
import { domainStatus } from "../../../src/parse/guest/domain-status.ts";
import { cgroupDomain, guestCgroup } from "../../../src/parse/guest/guest-cgroup.ts";
import { isGuestProcess, servedThread } from "../../../src/parse/guest/guest-thread.ts";
import { parseQemuCmdline } from "../../../src/parse/guest/qemu-cmdline.ts";
import { parseProcStat, threadGroup } from "../../../src/parse/proc-stat.ts";
import { statLine, statusXml } from "../../support/guest-trees.ts";

const REAL = readFileSync(new URL("../../fixtures/libvirt/domain-status-9.0.xml", import.meta.url), "utf8");

describe("libvirt's status file", () => {
  test("a real one, of libvirt 9.0 with QEMU 7.2 and Nova's metadata", () => {
    expect(domainStatus(parseXml(REAL))).toEqual({
      domain: "instance-0000002a",
      uuid: "3c1f6b1a-1111-4c2d-9d7e-0123456789ab",
      name: "web & db-01",
      project: "shop",
      projectId: "0b9c8c1f7e0a4fd2a3d6c1f0e9b8a7c6",
      flavor: "m1.small",
      state: "running",
      pid: 4437,
      vcpus: [4444, 4445],
      iothreads: [],
      taps: ["tap690466bc-92"],
    });
  });

  test("what is not there is absent, and what cannot be is not believed", () => {
    const status = (xml: string) => domainStatus(parseXml(xml));
    expect(status("<domain><name>x</name></domain>")).toBeUndefined();
    expect(status("<domstatus pid='1'><domain/></domstatus>")).toBeUndefined();
    expect(
      status("<domstatus state='dancing' pid='-1'><domain><name>x</name><uuid>1</uuid></domain></domstatus>"),
    ).toEqual({
      domain: "x",
      state: "unknown",
      vcpus: [],
      iothreads: [],
      taps: [],
    });
  });

  test("virtual CPUs come in their own order", () => {
    const xml =
      "<domstatus><vcpus><vcpu id='2' pid='30'/><vcpu id='0' pid='10'/><vcpu id='1'/></vcpus><domain><name>x</name></domain></domstatus>";
    expect(domainStatus(parseXml(xml))?.vcpus).toEqual([10, 30]);
  });

  test("a name that its owner chose cannot act on a screen, whatever it is", () => {
    const name = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 2000 })
      .filter((text) => !/[\u0000-\u001f\ufffd-\uffff]/.test(text));
    fc.assert(
      fc.property(name, (text) => {
        const xml = statusXml({
          domain: "d",
          pid: 1,
          name: text.replace(/[&<>]/g, (character) => `&#${character.codePointAt(0)};`),
        });
        const { name: said = "" } = domainStatus(parseXml(xml)) ?? {};
        expect(said).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/);
        expect(Buffer.byteLength(said)).toBeLessThanOrEqual(515);
      }),
    );
  });
});

describe("cgroups", () => {
  test.each([
    ["/machine.slice/machine-qemu\\x2d1\\x2dinstance\\x2d0000002a.scope", "instance-0000002a"],
    ["/machine.slice/machine-qemu\\x2d12\\x2dinstance\\x2d0000002a.scope/libvirt/vcpu0", "instance-0000002a"],
    ["/machine.slice/machine-qemu-1-caoscare-homeassistant.scope", "caoscare-homeassistant"],
    ["/machine.slice/machine-qemu\\x2dold.scope", "old"],
    ["/machine/qemu-1-instance-0000002a.libvirt-qemu/emulator", "instance-0000002a"],
    ["/machine/instance-0000002a.libvirt-qemu", "instance-0000002a"],
    ["/system.slice/libvirtd.service", undefined],
    ["/user.slice/machine-qemu.scope", undefined],
    ["/", undefined],
  ])("%s", (path, domain) => {
    expect(cgroupDomain(path)).toBe(domain);
  });

  test("the guest's own level is found under every controller", () => {
    const v1 = "9:name=systemd:/\n8:pids:/\n3:cpuset:/machine/qemu-1-instance-0000002a.libvirt-qemu/emulator\n0::/x\n";
    expect(guestCgroup(v1)).toBe("/machine/qemu-1-instance-0000002a.libvirt-qemu");
    expect(guestCgroup("0::/init.scope\n")).toBeUndefined();
  });

  test("a name that systemd escaped comes back, and any text is read to its end", () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9.-]{0,40}$/);
    fc.assert(
      fc.property(name, fc.nat(99_999), (domain, number) => {
        const escaped = `qemu-${number}-${domain}`.replaceAll("-", "\\x2d");
        expect(cgroupDomain(`/machine.slice/machine-${escaped}.scope/libvirt/emulator`)).toBe(domain);
      }),
    );
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void guestCgroup(text)));
  });
});

describe("command lines of qemu", () => {
  const line = (...words: string[]) => words.map((word) => `${word}\0`).join("");
  test.each([
    [
      line("/usr/bin/qemu-system-x86_64", "-name", "guest=instance-0000002a,debug-threads=on", "-S"),
      { domain: "instance-0000002a" },
    ],
    [
      line("qemu", "-name", "old,process=qemu:old", "-uuid", "3C1F6B1A-1111-4c2d-9d7e-0123456789ab"),
      { domain: "old", uuid: "3c1f6b1a-1111-4c2d-9d7e-0123456789ab" },
    ],
    [line("qemu", "-name", "guest=a,,b,debug-threads=on"), { domain: "a,b" }],
    [line("qemu", "-name", "debug-threads=on", "-uuid", "x"), {}],
    [line("qemu", "-name"), {}],
    ["", {}],
  ])("%j", (text, said) => {
    expect(parseQemuCmdline(text)).toEqual(said);
  });
});

describe("threads", () => {
  test("a name may hold blanks and parentheses", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 15 }), fc.nat(1_000_000_000), (name, start) => {
        const read = parseProcStat(statLine({ tid: 7, name, start }));
        expect(read).toEqual({ id: 7, name, state: "S", startedMs: start * 10 });
      }),
    );
    expect(parseProcStat("7 (half")).toBeUndefined();
    expect(parseProcStat("7 (a) S 1 2")).toBeUndefined();
  });

  test("the process of a thread", () => {
    expect(threadGroup("Name:\tCPU 0/KVM\nUmask:\t0002\nTgid:\t4437\nPid:\t4444\n")).toBe(4437);
    expect(threadGroup("Name:\tTgid: 1\n")).toBeUndefined();
  });

  test("vhost's thread serves the one in its name", () => {
    expect(["vhost-48190", "kvm-pit/48190", "vhost-", "CPU 0/KVM"].map(servedThread)).toEqual([
      48_190,
      48_190,
      undefined,
      undefined,
    ]);
    expect(["qemu-system-x86", "qemu-kvm", "kvm", "kvm-pit/1", "qemu-img"].map(isGuestProcess)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
