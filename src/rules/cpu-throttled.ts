import { defineRule } from "../core/index.ts";

/**
 * The processors slow down since they are too hot: a fan, the air or the paste. Every CPU of a hot package prints the line, so all of
 * them are one trouble, and the first that is normal again ends it. arch/x86/kernel/cpu/mcheck/therm_throt.c (4.4),
 * drivers/thermal/intel/therm_throt.c: "mce: " before it from 4.17 on, "is above threshold" since 5.5.
 */
export default defineRule({
  id: "cpu-throttled",
  title: { en: "CPU throttled by heat", ko: "CPU 과열로 클럭 저하" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "above threshold, cpu clock ",
      match:
        /^(?:mce: )?CPU(?<cpu>\d{1,5}): (?<level>Core|Package) temperature (?:is )?above threshold, cpu clock (?:is )?throttled/,
    },
  ],
  clears: [
    {
      from: "kernel",
      contains: "temperature/speed normal",
      match: /^(?:mce: )?CPU(?<cpu>\d{1,5}): (?<level>Core|Package) temperature\/speed normal/,
    },
  ],
  attributes: { "krane.cpu": "cpu", "krane.cpu.thermal_level": "level" },
  subject: { type: "host" },
  identity: ["krane.cpu.thermal_level"],
  status: "warning",
  reason: "CpuThrottled",
  message: {
    en: "CPU {krane.cpu}: {krane.cpu.thermal_level} temperature above threshold, clock throttled",
    ko: "CPU {krane.cpu}: {krane.cpu.thermal_level} 온도 임계치 초과, 클럭 저하",
  },
  runbook: "overheating",
  case: "4.6",
});
