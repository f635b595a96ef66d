import { defineRule } from "../core/index.ts";

/**
 * One of several paths to a volume is down; the others carry it. drivers/md/dm-mpath.c names the map before the path since 5.4;
 * multipathd/main.c (0.4.9 to 0.9). Reinstated: over.
 */
export default defineRule({
  id: "multipath-path-lost",
  title: { en: "Path to a volume lost", ko: "볼륨 경로(multipath) 유실" },
  source: "record",
  patterns: [
    {
      from: "kernel",
      contains: "Failing path ",
      match: /^device-mapper: multipath: (?:\d{1,4}:\d{1,7}: )?Failing path (?<path>\d{1,4}:\d{1,7})/,
    },
    {
      from: "multipathd",
      contains: "checker failed path ",
      match: /^checker failed path (?<path>\d{1,4}:\d{1,7}) in map (?<map>[\w.-]{1,128})/,
    },
  ],
  clears: [
    {
      from: "kernel",
      contains: "einstating path ",
      match: /^device-mapper: multipath: (?:\d{1,4}:\d{1,7}: )?Reinstating path (?<path>\d{1,4}:\d{1,7})/,
    },
    { from: "multipathd", contains: ": reinstated", match: /^(?<path>\d{1,4}:\d{1,7}): reinstated/ },
  ],
  attributes: { "krane.multipath.path": "path", "krane.multipath.map": "map" },
  subject: { type: "device", name: "krane.multipath.path" },
  status: "warning",
  reason: "PathLost",
  message: {
    en: "path {krane.multipath.path} to a volume is down",
    ko: "볼륨 경로 {krane.multipath.path} 단절",
  },
  runbook: "storage-path-lost",
  case: "4.6",
});
