import { defineRule } from "../core/index.ts";

/**
 * Somebody set the wall clock, by hand or because NTP had lost it: logs of before and after do not fit together, certificates may be
 * not valid yet, and guests that follow their host jump as well. A suspend is none: CLOCK_BOOTTIME runs on in it.
 */
export default defineRule({
  id: "clock-step",
  title: { en: "The wall clock was set", ko: "시스템 시각이 변경됨" },
  source: "agent",
  given: ["krane.clock.step_seconds"],
  subject: { type: "host" },
  status: "warning",
  reason: "ClockStepped",
  message: {
    en: "wall clock stepped by {krane.clock.step_seconds} s",
    ko: "시스템 시각이 {krane.clock.step_seconds}초 변경됨",
  },
  runbook: "clock-stepped",
});
