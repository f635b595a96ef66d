import { defineRule } from "../core/index.ts";

/**
 * A memory module corrected a bit. The number before CE is a count: the manual acts from ten on (4.7, HW-MC-ERROR).
 * drivers/edac/edac_mc.c, edac_ce_error(): the same head from 4.4 to 6.12, only the driver's tail in brackets changed.
 */
export default defineRule({
  id: "edac-ce",
  title: { en: "Corrected memory errors (ECC)", ko: "메모리 정정 오류(ECC CE)" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "EDAC MC",
      match: /^EDAC (?<controller>MC\d{1,3}): (?<count>\d{1,9}) CE (?:[^\n]{1,96}? )?on (?<dimm>[^\n]{1,256}?) \(/,
      count: "count",
    },
  ],
  attributes: { "krane.memory.controller": "controller", "krane.memory.dimm": "dimm" },
  subject: { type: "memory", name: "krane.memory.dimm" },
  identity: ["krane.memory.controller", "krane.memory.dimm"],
  status: "warning",
  reason: "CorrectedMemoryError",
  message: {
    en: "{krane.memory.dimm} ({krane.memory.controller}): corrected memory errors",
    ko: "{krane.memory.dimm} ({krane.memory.controller}): 메모리 정정 오류(CE) 발생",
  },
  runbook: "memory-errors",
  case: "4.7",
  ticket: "HW-MC-ERROR",
});
