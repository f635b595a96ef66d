import { defineRule } from "../core/index.ts";

/**
 * The kernel no longer trusts the TSC: reading the time gets slow for the host and its guests, and guests' clocks may jump.
 * kernel/time/clocksource.c ("on CPU1" since 4.16), arch/x86/kernel/tsc.c, 4.4 to 6.12. A delay that is too long to judge by is another
 * reason since 5.13; 5.13 to 5.15 name the watchdog in it, not the clock. "sched_clock: Marking stable" is of each boot. The
 * next boot that settles on the TSC ends it.
 */
export default defineRule({
  id: "clocksource-unstable",
  title: { en: "Clock source is unstable", ko: "클럭 소스 불안정" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: ": Marking clocksource '",
      match:
        /^(?:clocksource: )?timekeeping watchdog(?: on CPU\d{1,5})?: Marking clocksource '(?<clock>[\w-]{1,32})' as unstable because the (?<why>skew is too large)/,
    },
    {
      from: "kernel",
      contains: ", marking ",
      match:
        /^clocksource: timekeeping watchdog on CPU\d{1,5}: wd-(?<clock>[\w-]{1,32})-wd (?<why>excessive read-back delay) of \d{1,12}ns vs\. limit of \d{1,12}ns, wd-wd read-back delay only \d{1,12}ns, attempt \d{1,5}, marking [\w-]{1,32} unstable/,
    },
    {
      from: "kernel",
      contains: ", marking unstable",
      match:
        /^clocksource: timekeeping watchdog on CPU\d{1,5}: [\w-]{1,32} (?<why>read-back delay) of \d{1,12}ns, attempt \d{1,5}, marking unstable/,
      means: { "krane.clocksource": "tsc" },
    },
    {
      from: "kernel",
      contains: "TSC unstable due to ",
      // "due to clocksource watchdog" only repeats the line above.
      match: /^(?:tsc: )?Marking (?<clock>TSC) unstable due to (?<why>(?:c[hop]|[A-Zabd-z])[^\n]{0,64})/,
    },
  ],
  clears: [
    {
      from: "kernel",
      contains: "Switched to clocksource tsc",
      match: /^(?:clocksource: )?Switched to clocksource tsc/,
    },
  ],
  attributes: { "krane.clocksource": "clock", "krane.clocksource.cause": "why" },
  subject: { type: "host" },
  status: "warning",
  reason: "ClocksourceUnstable",
  message: {
    en: "clock source {krane.clocksource} is unstable: {krane.clocksource.cause}",
    ko: "클럭 소스 {krane.clocksource} 불안정: {krane.clocksource.cause}",
  },
  runbook: "clock-unstable",
});
