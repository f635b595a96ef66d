import { defineRule } from "../core/index.ts";

/** The kernel killed a process because memory ran out; where it was a qemu, that guest is off. */
export default defineRule({
  id: "oom-kill",
  title: { en: "Out of memory: process killed", ko: "메모리 부족으로 프로세스 종료(OOM)" },
  source: "kernel-report",
  kinds: ["oom"],
  subject: { type: "host" },
  status: "critical",
  reason: "OomKilled",
  message: {
    en: "out of memory: {krane.oom.victim} killed ({krane.oom.constraint})",
    ko: "메모리 부족: {krane.oom.victim} 종료됨({krane.oom.constraint})",
  },
  identity: ["krane.oom.victim"],
  runbook: "oom-kill",
  case: "4.5",
});
