import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Answer, denied, known, notKnown } from "../../../src/core/index.ts";
import { parseCmdline } from "../../../src/parse/boot/cmdline.ts";
import { kernelOption } from "../../../src/parse/boot/kernel-config.ts";
import { lastApicId } from "../../../src/parse/cpu/cpuinfo.ts";
import { remapsInterrupts } from "../../../src/parse/cpu/interrupts.ts";
import { iommuVerdict } from "../../../src/parse/iommu/iommu.ts";
import { countGroups, domainOf, vendorOfUnits } from "../../../src/parse/iommu/iommu-active.ts";
import { askedDomain, askedIommu, remappingOffBy } from "../../../src/parse/iommu/iommu-params.ts";
import { readIommuTable, signatureOf } from "../../../src/parse/iommu/iommu-table.ts";
import { ivrsUnits } from "../../../src/parse/iommu/ivrs.ts";

const TEXT = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("on", "off", "pt", "identity", "DMA"),
);
const NONE = known(new Uint8Array());

describe("what the command line asks for", () => {
  test.each([
    ["intel_iommu=on", true],
    ["intel_iommu=on,sm_on", true],
    ["intel_iommu=on intel_iommu=off", false],
    ["intel_iommu=off intel_iommu=on", true],
    ["iommu=off intel_iommu=on", false],
    ["iommu=pt,off", false],
    ["intel_iommu=igfx_off", undefined],
    ["intel_iommu=sp_off,strict", undefined],
    ["intel-iommu=on", true],
    ["amd_iommu=off", undefined],
    ["quiet -- intel_iommu=off", undefined],
    ["iommu=pt", undefined],
  ])("%s on Intel: %s", (line, value) => {
    expect(askedIommu(parseCmdline(line), "intel")?.value).toBe(value);
  });

  test.each([
    ["amd_iommu=on", undefined],
    ["amd_iommu=off amd_iommu=on", false],
    ["amd_iommu=fullflush,off", false],
    ["intel_iommu=off", undefined],
    ["iommu=off", false],
  ])("%s on AMD: %s", (line, value) => {
    expect(askedIommu(parseCmdline(line), "amd")?.value).toBe(value);
  });

  test.each([
    ["iommu=pt", "passthrough"],
    ["iommu=pt iommu=nopt", "translated"],
    ["iommu.passthrough=0 iommu=pt", "passthrough"],
    ["iommu=pt iommu.passthrough=off", "translated"],
    ["iommu.passthrough=Y", "passthrough"],
    ["iommu.passthrough=maybe", undefined],
    ["intel_iommu=on", undefined],
  ])("%s: %s", (line, value) => {
    expect(askedDomain(parseCmdline(line))?.value).toBe(value);
  });

  test.each([
    ["intremap=off", "intremap=off"],
    ["intremap=off intremap=on", undefined],
    ["intremap=nosid", undefined],
    ["nointremap", "nointremap"],
    ["amd_iommu=off", undefined],
  ])("%s keeps remapping off on Intel: %s", (line, by) => {
    expect(remappingOffBy(parseCmdline(line), "intel")).toBe(by);
  });
});

describe("tables, units, groups", () => {
  test("the table that is listed, else the maker's", () => {
    const intel = { vendor: "GenuineIntel", flags: new Set<string>(), vmxFlags: false };
    expect(signatureOf([], intel)).toBe("DMAR");
    expect(signatureOf(["APIC", "IVRS"], intel)).toBe("IVRS");
    expect(signatureOf([], { ...intel, vendor: "HygonGenuine" })).toBe("IVRS");
    expect(signatureOf([], "CpuUnseen")).toBe("DMAR");
  });

  test("names alone tell without rights", () => {
    const answer = denied("EACCES");
    const offer = (names: readonly string[]) => readIommuTable({ names, signature: "DMAR", answer }).offer.fact;
    expect([offer(["APIC", "DMAR"]), offer(["APIC"]), offer([])]).toEqual(["yes", "no", "unknown"]);
  });

  test("a table that is none is no answer", () => {
    const answer = known(new TextEncoder().encode("IVRS".padEnd(64, "x")));
    const { offer, remapping } = readIommuTable({ names: [], signature: "DMAR", answer });
    expect([offer.fact, remapping]).toEqual(["unknown", undefined]);
    expect(readIommuTable({ names: ["APIC"], signature: "IVRS", answer: NONE }).offer.fact).toBe("no");
  });

  test("a unit that stands in both forms of IVHD is one", () => {
    const bytes = new Uint8Array(48 + 16);
    bytes.set(new TextEncoder().encode("IVRS"));
    bytes.set([0x10, 0, 8, 0, 0x10, 0, 0, 0, 0x11, 0, 8, 0, 0x10, 0, 0, 0], 48);
    expect(ivrsUnits(bytes)).toBe(1);
    expect(ivrsUnits(bytes.subarray(0, 48))).toBe(0);
    expect(ivrsUnits(bytes.subarray(0, 40))).toBeUndefined();
  });

  test("units are told by their names", () => {
    const names = [["dmar0", "dmar1"], ["ivhd0"], ["0000:00:04.0"], ["smmu3.0x9050000"], []];
    expect(names.map(vendorOfUnits)).toEqual(["intel", "amd", "virtio", undefined, undefined]);
  });

  test("every group is counted, the domain is that of most", () => {
    const types = ["identity", "DMA", "DMA-FQ", "DMA-SVA", "blocked", "DMAX"].map((type) => known(type));
    expect(countGroups([...types, notKnown("gone")])).toEqual({ groups: 7, passthrough: 1, translated: 3 });
    expect(domainOf({ groups: 2, passthrough: 0, translated: 0 })).toBeUndefined();
    expect(domainOf({ groups: 3, passthrough: 2, translated: 1 })).toBe("passthrough");
  });
});

test("interrupts: the chip behind the counts of the CPUs, not a device's name", () => {
  const head = "           CPU0       CPU1\n";
  expect(remapsInterrupts(`${head} 24:  1  2  IR-PCI-MSIX-0000:3b:00.0  0-edge  mlx5\n`)).toBe(true);
  expect(remapsInterrupts(`${head}  0:  1  2  IO-APIC  2-edge  IR-PCI-MSI\n`)).toBe(false);
  expect(remapsInterrupts(`${head}NMI:  1  2  Non-maskable interrupts\n`)).toBeUndefined();
  expect(remapsInterrupts(`${head}  0:  1  2  IR-IO-APIC`)).toBeUndefined();
});

test("kernel options: set, not set, not there", () => {
  const text = "CONFIG_INTEL_IOMMU=y\n# CONFIG_INTEL_IOMMU_DEFAULT_ON is not set\n";
  const names = ["INTEL_IOMMU", "INTEL_IOMMU_DEFAULT_ON", "INTEL"];
  expect(names.map((name) => kernelOption(text, name))).toEqual(["y", "n", undefined]);
});

test("APIC ids: the highest", () => {
  expect(lastApicId("apicid\t\t: 3\ninitial apicid\t: 999\napicid\t\t: 256\n")).toBe(256);
  expect(lastApicId("flags : fpu")).toBeUndefined();
});

function answer<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Answer<T>> {
  return fc.oneof(value.map(known), fc.constantFrom(notKnown("gone"), denied("EACCES")));
}

const BYTES = fc
  .tuple(fc.constantFrom("", "DMAR", "IVRS"), fc.uint8Array({ maxLength: 200 }))
  .map(([signature, rest]) => Uint8Array.from([...new TextEncoder().encode(signature), ...rest]));

const SOURCES = fc.record({
  cpu: fc.constantFrom("CpuUnseen" as const, { vendor: "GenuineIntel", flags: new Set(["x2apic"]), vmxFlags: false }),
  wanted: fc.constantFrom({}, { iommuDomain: "passthrough" as const }),
  cmdline: answer(TEXT.map((word) => `intel_iommu=${word} iommu=${word}`)),
  table: fc
    .record({
      names: fc.array(TEXT),
      signature: fc.constantFrom("DMAR" as const, "IVRS" as const),
      answer: answer(BYTES),
    })
    .map(readIommuTable),
  units: answer(fc.array(fc.oneof(TEXT, fc.constant("dmar0")), { maxLength: 3 })),
  groupTypes: fc.array(answer(TEXT), { maxLength: 5 }),
  interrupts: TEXT,
});

test("whatever was read, what is off or not seen is never called active", () => {
  fc.assert(
    fc.property(SOURCES, (sources) => {
      const { reason, attributes } = iommuVerdict(sources);
      const isActive = sources.units.known && sources.units.value.length > 0;
      expect(attributes?.["krane.feature.effective"] === "yes").toBe(isActive);
      expect(reason === "IommuUnseen").toBe(!sources.units.known && sources.table.offer.fact !== "no");
    }),
  );
});
