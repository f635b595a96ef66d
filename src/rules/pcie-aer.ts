import { defineRule } from "../core/index.ts";

/**
 * A PCIe device lost data or was cut off its bus: disks or NICs behind it may be gone.
 * drivers/pci/pcie/aer.c, err.c and dpc.c: "id=00e5(Receiver ID)" up to 4.16, "severity=Uncorrectable" since 6.8; DPC's own
 * device up to 4.16. Where the firmware reports, "aer_uncor_severity" stands in the block of uncorrected errors only.
 */
export default defineRule({
  id: "pcie-aer",
  title: { en: "Uncorrected PCIe error", ko: "PCIe 정정 불가 오류(AER)" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "PCIe Bus Error: severity=Uncorrect",
      match:
        /^(?<driver>[\w.-]{1,32}) (?<device>[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): (?:AER: )?PCIe Bus Error: severity=(?<what>Uncorrect(?:ed|able) \((?:Non-Fatal|Fatal)\))/,
    },
    {
      from: "kernel",
      contains: "evice recovery failed",
      match:
        /^(?<driver>[\w.-]{1,32}) (?<device>[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): (?:AER: )?(?<what>[Dd]evice recovery failed)/,
    },
    {
      from: "kernel",
      contains: "DPC: containment event",
      match:
        /^(?<driver>[\w.-]{1,32}) (?<device>[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): (?<what>DPC: containment event)/,
    },
    {
      from: "kernel",
      contains: "DPC containment event",
      match:
        /^(?<driver>dpc) (?<device>[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]):pcie[0-9a-f]{1,4}: (?<what>DPC containment event)/,
    },
    {
      from: "kernel",
      contains: "aer_uncor_severity: ",
      match:
        /^(?<driver>[\w.-]{1,32}) (?<device>[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): (?:AER: )?(?<what>aer_uncor_severity: 0x[0-9a-f]{1,8})/,
    },
  ],
  attributes: { "krane.pci.address": "device", "krane.pci.driver": "driver", "krane.pci.error": "what" },
  subject: { type: "device", name: "krane.pci.address" },
  status: "critical",
  reason: "PcieUncorrectedError",
  message: {
    en: "{krane.pci.address} ({krane.pci.driver}): PCIe error: {krane.pci.error}",
    ko: "{krane.pci.address} ({krane.pci.driver}): PCIe 오류: {krane.pci.error}",
  },
  runbook: "part-failure",
  case: "4.8",
});
