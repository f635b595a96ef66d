import { defineRule } from "../core/index.ts";

/**
 * The host is so hot that the kernel turns it off: all its guests go down in a moment. drivers/thermal/thermal_core.c: degrees in brackets
 * up to 5.9, the zone's type since.
 */
export default defineRule({
  id: "thermal-shutdown",
  title: { en: "Critical temperature, host shuts down", ko: "임계 온도 도달로 PM 종료" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "critical temperature reached",
      match: /^thermal (?<zone>thermal_zone\d{1,3}): (?:[\w.-]{1,32}: )?critical temperature reached/,
    },
  ],
  attributes: { "krane.thermal.zone": "zone" },
  subject: { type: "host" },
  status: "critical",
  reason: "ThermalShutdown",
  message: {
    en: "{krane.thermal.zone}: critical temperature reached, the host shuts down",
    ko: "{krane.thermal.zone}: 임계 온도 도달, PM 종료 중",
  },
  runbook: "overheating",
  case: "4.8",
});
