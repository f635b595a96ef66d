import { defineRule } from "../core/index.ts";

/**
 * A memory module lost data that it could not correct: whoever owns the page, a guest or the kernel, has wrong data or dies of it.
 * drivers/edac/edac_mc.c, edac_ue_error(), 4.4 to 6.12.
 */
export default defineRule({
  id: "edac-ue",
  title: { en: "Uncorrectable memory error", ko: "메모리 정정 불가 오류(ECC UE)" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "EDAC MC",
      match: /^EDAC (?<controller>MC\d{1,3}): (?<count>\d{1,9}) UE (?:[^\n]{1,96}? )?on (?<dimm>[^\n]{1,256}?) \(/,
      count: "count",
    },
  ],
  attributes: { "krane.memory.controller": "controller", "krane.memory.dimm": "dimm" },
  subject: { type: "memory", name: "krane.memory.dimm" },
  identity: ["krane.memory.controller", "krane.memory.dimm"],
  status: "critical",
  reason: "UncorrectableMemoryError",
  message: {
    en: "{krane.memory.dimm} ({krane.memory.controller}): uncorrectable memory error",
    ko: "{krane.memory.dimm} ({krane.memory.controller}): 메모리 정정 불가 오류(UE) 발생",
  },
  runbook: "memory-errors",
  case: "4.8",
  ticket: "HW-MC-ERROR",
});
