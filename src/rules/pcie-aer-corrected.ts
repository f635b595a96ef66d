import { defineRule } from "../core/index.ts";

/**
 * A PCIe link repeats what it sends; single ones are noise of cold links, many are a bad slot, riser or card.
 * drivers/pci/pcie/aer.c: "id=00e5(Receiver ID)" up to 4.16, "severity=Correctable" since 6.8. The line "AER: Corrected error received"
 * before it is the same event.
 */
export default defineRule({
  id: "pcie-aer-corrected",
  title: { en: "Corrected PCIe errors", ko: "PCIe 정정 오류(AER)" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "PCIe Bus Error: severity=Correct",
      match:
        /^(?<driver>[\w.-]{1,32}) (?<device>[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): (?:AER: )?PCIe Bus Error: severity=Correct(?:ed|able), type=(?<layer>[A-Z][A-Za-z ]{1,32}),/,
    },
  ],
  attributes: { "krane.pci.address": "device", "krane.pci.driver": "driver", "krane.pci.layer": "layer" },
  subject: { type: "device", name: "krane.pci.address" },
  status: "warning",
  reason: "PcieCorrectedErrors",
  message: {
    en: "{krane.pci.address} ({krane.pci.driver}): corrected PCIe errors, {krane.pci.layer}",
    ko: "{krane.pci.address} ({krane.pci.driver}): PCIe 정정 오류 반복, {krane.pci.layer}",
  },
  threshold: { count: 10, window: "1h" },
  runbook: "part-failure",
  case: "4.6",
});
