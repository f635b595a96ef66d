import { defineRule } from "../core/index.ts";

/**
 * A RAID controller or HBA reports a broken array, battery or itself. MegaRAID (PERC) prints its events of class CRIT and above by itself,
 * drivers/scsi/megaraid/megaraid_sas_base.c and _fusion.c; mpt3sas/mpt3sas_base.c (mpt2sas_cm since 4.4), hpsa.c, smartpqi_init.c,
 * aacraid/linit.c.
 * mpt3sas' log_info lines are sas-link-errors'.
 */
export default defineRule({
  id: "raid-controller",
  title: { en: "RAID controller reports a fault", ko: "RAID 컨트롤러 장애" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "megaraid_sas ",
      match:
        /^megaraid_sas (?<controller>[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): \d{1,10} \((?:boot \+ )?\d{1,12}s\/0x[0-9a-f]{4}\/CRIT\) - (?<event>[^\n]{1,120})/,
      status: "warning",
    },
    {
      from: "kernel",
      contains: "megaraid_sas ",
      match:
        /^megaraid_sas (?<controller>[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): \d{1,10} \((?:boot \+ )?\d{1,12}s\/0x[0-9a-f]{4}\/(?:FATAL|DEAD)\) - (?<event>[^\n]{1,120})/,
    },
    {
      from: "kernel",
      contains: "megaraid_sas ",
      match:
        /^megaraid_sas (?<controller>[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): (?:Found )?(?<event>FW in FAULT state|Failed to transition controller to ready|resetting fusion adapter|IO\/DCMD timeout is detected)/,
    },
    {
      from: "kernel",
      contains: "megaraid_sas ",
      match:
        /^megaraid_sas (?<controller>[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): \[ ?\d{1,5}\]waiting for \d{1,6} commands to complete/,
      means: { "krane.raid.event": "commands hang" },
    },
    {
      from: "kernel",
      contains: "_state(0x",
      match: /^(?<controller>mpt[23]sas(?:_cm)?\d{1,3}): (?<event>(?:fault|coredump)_state\(0x[0-9a-f]{1,8}\))/,
    },
    {
      from: "kernel",
      contains: "SAS host is non-operational",
      match: /^(?<controller>mpt[23]sas(?:_cm)?\d{1,3}): (?<event>SAS host is non-operational)/,
    },
    {
      from: "kernel",
      contains: "ontroller lockup detected",
      match: /^hpsa (?<controller>[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): (?<event>[Cc]ontroller lockup detected)/,
    },
    {
      from: "kernel",
      contains: ": controller offline",
      match: /^smartpqi (?<controller>[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): (?<event>controller offline)/,
    },
    {
      from: "kernel",
      contains: ": resetting ",
      match:
        /^hpsa (?<controller>[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): (?<event>scsi \d{1,5}:\d{1,5}:\d{1,5}:\d{1,20}: resetting (?:logical|physical))/,
    },
    {
      from: "kernel",
      contains: "aacraid: Host ",
      match: /^(?<controller>aacraid): (?<event>Host (?:adapter (?:abort|reset)|bus reset) request)/,
    },
  ],
  attributes: { "krane.raid.controller": "controller", "krane.raid.event": "event" },
  subject: { type: "device", name: "krane.raid.controller" },
  identity: ["krane.raid.controller", "krane.raid.event"],
  status: "critical",
  reason: "RaidControllerFault",
  message: {
    en: "{krane.raid.controller}: RAID controller: {krane.raid.event}",
    ko: "{krane.raid.controller}: RAID 컨트롤러: {krane.raid.event}",
  },
  runbook: "disk-failing",
  case: "4.8",
});
