import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseFirstCpu } from "../../../src/parse/cpu/cpuinfo.ts";
import { firstCpuOf } from "../../../src/parse/cpu/cpulist.ts";
import { parseKvmOpen } from "../../../src/parse/cpu/kvm-open.ts";
import { parseMsrDump } from "../../../src/parse/cpu/msr-dump.ts";
import { parseDevNodes } from "../../../src/parse/dev-nodes.ts";
import { qemuUser } from "../../../src/parse/guest/qemu-user.ts";
import { parseDmar } from "../../../src/parse/iommu/dmar.ts";
import { meminfoKib } from "../../../src/parse/memory/meminfo.ts";
import { parseFstab } from "../../../src/parse/unit/fstab.ts";
import { specPath, swapOrigins } from "../../../src/parse/unit/swap-origin.ts";
import { parseSwaps } from "../../../src/parse/unit/swaps.ts";
import { unitSections, unitValue } from "../../../src/parse/unit/unit.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("texts of a host", () => {
  test("swaps: escapes, files that were deleted, priorities", () => {
    const text =
      "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n" +
      "/dev/dm-1                               partition\t8388604\t\t524\t\t-2\n" +
      "/my\\040swap\\134x\\040(deleted)             file\t\t1024\t\t0\t\t5\n";
    expect(parseSwaps(text)).toEqual([
      { name: "/dev/dm-1", type: "partition", kib: 8388604, usedKib: 524, line: "/dev/dm-1 partition 8388604 524 -2" },
      {
        name: "/my swap\\x",
        type: "file",
        kib: 1024,
        usedKib: 0,
        line: "/my\\040swap\\134x\\040(deleted) file 1024 0 5",
      },
    ]);
    expect(parseSwaps("")).toBeUndefined();
    expect(parseSwaps("Filename Type")).toEqual([]);
  });

  test("fstab: comments, quotes, escapes, numbers of lines", () => {
    const entries = parseFstab('# header\n\nUUID="ab-12" none swap sw,pri=5 0 0\n/swap\\040file none swap\nbroken\n');
    expect(entries.map(({ line, spec, options }) => [line, spec, options])).toEqual([
      [3, "UUID=ab-12", ["sw", "pri=5"]],
      [4, "/swap file", ["defaults"]],
    ]);
  });

  test("specs: the link that udev makes of a tag", () => {
    expect(specPath("UUID=ab-12")).toBe("/dev/disk/by-uuid/ab-12");
    expect(specPath("LABEL=my swap")).toBe("/dev/disk/by-label/my\\x20swap");
    expect(specPath("PARTUUID=1")).toBe("/dev/disk/by-partuuid/1");
    expect(specPath("/dev/sda2")).toBe("/dev/sda2");
    expect(specPath("OTHER=1")).toBe("OTHER=1");
  });

  test("cpuinfo: the first processor alone, whole or cut", () => {
    const text = "processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t\t: fpu vmx\nvmx flags\t: vnmi\n\nflags\t\t: svm\n";
    expect(parseFirstCpu(bytes(text))).toEqual({
      vendor: "GenuineIntel",
      flags: new Set(["fpu", "vmx"]),
      vmxFlags: true,
    });
    expect(parseFirstCpu(undefined)).toBe("CpuUnseen");
    expect(parseFirstCpu(bytes(""))).toBe("CpuUnseen");
    expect(parseFirstCpu(bytes("processor : 0\nFeatures : fp"))).toBe("NotX86");
  });

  test("lists, registers, nodes, units, memory", () => {
    expect(firstCpuOf("28-55,84-111\n")).toBe(28);
    expect(firstCpuOf("\n")).toBeUndefined();
    expect(parseMsrDump("0x3a 0x5\n0x1b 0xfee00d00\nrubbish\n0x8b\n")).toEqual(
      new Map([
        [0x3a, 5n],
        [0x1b, 0xfee00d00n],
      ]),
    );
    expect(parseDevNodes("c 10:232 660 /dev/kvm\nx\n").get("/dev/kvm")).toEqual({
      kind: "character",
      size: 0,
      mode: 0o660,
    });
    expect(unitValue("[Unit]\nWhat=/no\n[Swap]\nWhat=/a\nWhat = /no\nWhat=/b\n", "Swap", "What")).toBe("/b");
    expect(unitSections("[zram0]\n# [no]\n [zram1] \n")).toEqual(["zram0", "zram1"]);
    expect(meminfoKib("MemTotal: 5 kB\nSwapTotal:       65532 kB\n", "SwapTotal")).toBe(65532);
    expect(meminfoKib("SwapTotal: many\n", "SwapTotal")).toBeUndefined();
  });

  test("kvm.txt: open, dead, kept out, silent", () => {
    expect(parseKvmOpen("exists 1\napi 12\ncreate_vm 1 errno 0\n")).toEqual({ known: true, value: true });
    expect(parseKvmOpen("exists 1\napi 12\ncreate_vm 0 errno 16\n")).toEqual({ known: true, value: false });
    expect(parseKvmOpen("exists 0\nopen errno 2\n")).toEqual({ known: true, value: false });
    expect(parseKvmOpen("exists 1\nopen errno 13\n")).toMatchObject({ known: false, denied: true });
    expect(parseKvmOpen("")).toMatchObject({ known: false });
  });

  test("qemu's user: libvirt's, the configured one, none", () => {
    const passwd = "root:x:0:0::/root:/bin/sh\nlibvirt-qemu:x:64055:108::/:\nnova:x:42436:42436::/:\n";
    const group = "kvm:x:108:\nother:x:5:a,nova\n";
    expect(qemuUser(passwd, group, "")).toEqual({ name: "libvirt-qemu", uid: 64055, gids: [108] });
    expect(qemuUser(passwd, group, '# user = "x"\nuser = "nova"\n')).toEqual({
      name: "nova",
      uid: 42436,
      gids: [42436, 5],
    });
    expect(qemuUser(passwd, group, 'user = "+0"')?.uid).toBe(0);
    expect(qemuUser("root:x:0:0::/root:/bin/sh\n", group, "")).toBeUndefined();
  });

  test("DMAR: flags and units; anything else is no table", () => {
    const table = new Uint8Array(48 + 16);
    table.set(bytes("DMAR"));
    table[37] = 3;
    table[50] = 16;
    expect(parseDmar(table)).toEqual({ interruptRemapping: true, x2apicOptOut: true, units: 1 });
    expect(parseDmar(table.subarray(0, 48))?.units).toBe(0);
    expect(parseDmar(bytes("DMAR"))).toBeUndefined();
    expect(parseDmar(new Uint8Array(64))).toBeUndefined();
  });

  test("nothing throws on any text or bytes", () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom("Filename", "UUID=", "[Swap]", "What=", 'user = "', "flags:", "\\777", "0x3a 0x"),
    );
    void fc.assert(
      fc.property(fc.array(line), fc.uint8Array({ maxLength: 200 }), (lines, raw) => {
        const text = lines.join("\n");
        for (const parse of [
          parseFstab,
          parseSwaps,
          parseDevNodes,
          parseMsrDump,
          parseKvmOpen,
          unitSections,
          firstCpuOf,
          specPath,
        ])
          parse(text);
        for (const path of ["/etc/fstab", "/a/zram-generator.conf", "/a/b.swap", "/other"])
          swapOrigins([{ path, text }]);
        qemuUser(text, text, text);
        parseFirstCpu(bytes(text));
        parseFirstCpu(raw);
        parseDmar(raw);
        parseDmar(Uint8Array.from([...bytes("DMAR"), ...raw]));
      }),
    );
  });
});
