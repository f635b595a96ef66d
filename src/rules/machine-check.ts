import { defineRule } from "../core/index.ts";

/**
 * The processor or the firmware reports a hardware error (manual 4.7, HW-MC-ERROR). 4.4 says "Exception" for corrected ones as well: the
 * MCG status before "Bank" tells (4 to 7: an exception), else bit 61 of the bank's status, UC. On Ubuntu "events logged" is often all
 * there is, as its kernels hand the details to /dev/mcelog; it is rate limited, so it is no count of the others and a trouble of its own.
 * mcelog says them to syslog. A CMCI storm is corrected errors that come too fast to be told one by one (by CPU and bank since 6.8).
 * arch/x86/kernel/cpu/mce/core.c and intel.c, drivers/edac/mce_amd.c, drivers/acpi/apei/ghes.c with drivers/firmware/efi/cper.c, 4.4 to 6.12.
 */
export default defineRule({
  id: "machine-check",
  title: { en: "Machine check or firmware hardware error", ko: "머신 체크(MCE) 또는 펌웨어 하드웨어 오류" },
  source: "record",
  patterns: [
    {
      from: "mcelog",
      contains: " MCGSTATUS ",
      match: /^(?<event>STATUS [89cd][0-9a-f]{15} MCGSTATUS [0-9a-f]{1,16})/,
      means: { "krane.hardware_error.severity": "corrected" },
    },
    {
      from: "mcelog",
      contains: " MCGSTATUS ",
      match: /^(?<event>STATUS [abef][0-9a-f]{15} MCGSTATUS [0-9a-f]{1,16})/,
      status: "critical",
      means: { "krane.hardware_error.severity": "uncorrected" },
    },
    {
      from: "kernel",
      contains: "CMCI storm detected",
      match: /^(?:mce: )?(?:CPU(?<cpu>\d{1,5}) BANK\d{1,3} )?(?<event>CMCI storm detected)/,
      means: { "krane.hardware_error.severity": "corrected" },
    },
    {
      from: "kernel",
      contains: "Machine check events logged",
      match: /^(?:mce: )?\[Hardware Error\]: (?<event>Machine check events logged)/,
      means: { "krane.hardware_error.severity": "unknown" },
    },
    {
      from: "kernel",
      contains: ": Machine Check Exception: ",
      match:
        /^(?:mce: )?\[Hardware Error\]: CPU (?<cpu>\d{1,5}): (?<event>Machine Check Exception: [4-7] Bank \d{1,3}: [0-9a-f]{16})/,
      status: "critical",
      means: { "krane.hardware_error.severity": "fatal" },
    },
    {
      from: "kernel",
      contains: ": Machine Check",
      match:
        /^(?:mce: )?\[Hardware Error\]: CPU (?<cpu>\d{1,5}): (?<event>Machine Check(?: Exception)?: [0-3] Bank \d{1,3}: [89cd][0-9a-f]{15})/,
      means: { "krane.hardware_error.severity": "corrected" },
    },
    {
      from: "kernel",
      contains: ": Machine Check",
      match:
        /^(?:mce: )?\[Hardware Error\]: CPU (?<cpu>\d{1,5}): (?<event>Machine Check(?: Exception)?: [0-3] Bank \d{1,3}: [abef][0-9a-f]{15})/,
      status: "critical",
      means: { "krane.hardware_error.severity": "uncorrected" },
    },
    {
      from: "kernel",
      contains: "Uncorrected hardware memory error in user-access",
      match: /^mce: (?<event>Uncorrected hardware memory error in user-access at [0-9a-f]{1,16})/,
      status: "critical",
      means: { "krane.hardware_error.severity": "uncorrected" },
    },
    {
      from: "kernel",
      contains: "[Hardware Error]: event severity: ",
      match: /^(?:\{\d{1,10}\})?\[Hardware Error\]: (?<event>event severity: (?<severity>corrected))/,
    },
    {
      from: "kernel",
      contains: "[Hardware Error]: event severity: ",
      match: /^(?:\{\d{1,10}\})?\[Hardware Error\]: (?<event>event severity: (?<severity>recoverable|fatal))/,
      status: "critical",
    },
    {
      from: "kernel",
      contains: "[Hardware Error]: Corrected error",
      match: /^(?:mce: )?\[Hardware Error\]: (?<event>Corrected error, no action required)/,
      means: { "krane.hardware_error.severity": "corrected" },
    },
    {
      from: "kernel",
      contains: "[Hardware Error]: Deferred error",
      match: /^(?:mce: )?\[Hardware Error\]: (?<event>Deferred error, no action required)/,
      means: { "krane.hardware_error.severity": "deferred" },
    },
    {
      from: "kernel",
      contains: "[Hardware Error]: Uncorrected, software",
      match: /^(?:mce: )?\[Hardware Error\]: (?<event>Uncorrected, software (?:restartable|containable) error)/,
      status: "critical",
      means: { "krane.hardware_error.severity": "uncorrected" },
    },
    {
      from: "kernel",
      contains: "[Hardware Error]: System Fatal error",
      match: /^(?:mce: )?\[Hardware Error\]: (?<event>System Fatal error)/,
      status: "critical",
      means: { "krane.hardware_error.severity": "fatal" },
    },
  ],
  attributes: {
    "krane.cpu": "cpu",
    "krane.hardware_error.event": "event",
    "krane.hardware_error.severity": "severity",
  },
  subject: { type: "host" },
  identity: ["krane.hardware_error.severity"],
  status: "warning",
  reason: "HardwareError",
  message: {
    en: "hardware error, severity {krane.hardware_error.severity}: {krane.hardware_error.event}",
    ko: "하드웨어 오류(등급 {krane.hardware_error.severity}): {krane.hardware_error.event}",
  },
  runbook: "memory-errors",
  case: "4.7",
  ticket: "HW-MC-ERROR",
});
