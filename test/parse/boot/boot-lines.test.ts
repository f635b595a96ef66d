import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bootLinesOfDmesg, bootLinesOfKmsg } from "../../../src/parse/boot/boot-lines.ts";

/** Records of a 6.1 boot with VT-d, and one that user space wrote. */
const RING = [
  "5,0,0,-;Linux version 6.1.0-56-amd64 (debian-kernel@lists.debian.org)",
  "6,2,0,-;BIOS-provided physical RAM map:",
  "6,90,20000,-;x2apic enabled",
  "12,91,20001,-;x2apic: disabled, says a user",
  "6,339,1308293,-,caller=T1;DMAR: Intel(R) Virtualization Technology for Directed I/O",
  " SUBSYSTEM=pci",
  "6,340,1048896,-;iommu: Default domain type: Passthrough (set via kernel command line)",
  "6,341,900000000,-;kvm: a line that came long after the boot",
];

describe("the boot's lines of a ring", () => {
  test("are those that tell something, of the kernel alone, and of the boot alone", () => {
    expect(bootLinesOfKmsg(RING.join("\n"))).toEqual({
      lines:
        "Linux version 6.1.0-56-amd64 (debian-kernel@lists.debian.org)\nx2apic enabled\n" +
        "DMAR: Intel(R) Virtualization Technology for Directed I/O\n" +
        "iommu: Default domain type: Passthrough (set via kernel command line)\n",
    });
  });

  test("are gone where the ring does not begin with the boot", () => {
    expect(bootLinesOfKmsg(RING.slice(1).join("\n"))).toEqual({
      why: "the kernel's ring no longer reaches back to the boot",
    });
    expect(bootLinesOfKmsg("")).toEqual({ why: "no kernel record in it" });
  });

  test("are bounded", () => {
    const lines = Array.from({ length: 10_000 }, (_, at) => `6,${at},${at},-;DMAR: ${"x".repeat(100)}`);
    const found = bootLinesOfKmsg(lines.join("\n"));
    expect("lines" in found && found.lines.length).toBeLessThanOrEqual(49_152);
  });
});

describe("the boot's lines of a file", () => {
  test("with and without the name that journalctl puts in front", () => {
    const text = "[    0.000000] kernel: Linux version 5.15.0\n[    0.020000] kernel: x2apic enabled\n";
    const wanted = { lines: "Linux version 5.15.0\nx2apic enabled\n" };
    expect(bootLinesOfDmesg(text)).toEqual(wanted);
    expect(bootLinesOfDmesg(text.replaceAll("kernel: ", ""))).toEqual(wanted);
  });

  test("are none where the file begins later", () => {
    expect(bootLinesOfDmesg("[    0.020000] x2apic enabled\n")).toEqual({ why: "it does not begin with the boot" });
    expect(bootLinesOfDmesg("nothing")).toEqual({ why: "no kernel line in it" });
  });
});

test("any text is taken", () => {
  void fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      bootLinesOfKmsg(text);
      bootLinesOfDmesg(text);
    }),
  );
});
