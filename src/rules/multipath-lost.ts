import { defineRule } from "../core/index.ts";

/**
 * No path to a volume is left: guests on it hang, or see I/O errors at once, as no_path_retry says. multipathd's structs_vec.c,
 * 0.4.9 to 0.9.
 */
export default defineRule({
  id: "multipath-lost",
  title: { en: "All paths to a volume lost", ko: "볼륨의 모든 경로(multipath) 유실" },
  source: "record",
  patterns: [
    {
      from: "multipathd",
      contains: ": remaining active paths: 0",
      match: /^(?<map>[\w.-]{1,128}): remaining active paths: 0/,
    },
  ],
  clears: [
    {
      from: "multipathd",
      contains: ": remaining active paths: ",
      match: /^(?<map>[\w.-]{1,128}): remaining active paths: [1-9]/,
    },
  ],
  attributes: { "krane.multipath.map": "map" },
  subject: { type: "device", name: "krane.multipath.map" },
  status: "critical",
  reason: "AllPathsLost",
  message: {
    en: "{krane.multipath.map}: no path to the volume is left",
    ko: "{krane.multipath.map}: 볼륨의 모든 경로 단절",
  },
  runbook: "storage-path-lost",
  case: "4.9",
});
