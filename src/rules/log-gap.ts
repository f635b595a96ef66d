import { defineRule } from "../core/index.ts";

/**
 * A part of a log went by unread and nobody can say how many records were in it: only /dev/kmsg numbers its records. What it said is
 * not known. Copying a log and cutting it off (logrotate's copytruncate) always risks this; renaming it does not.
 */
export default defineRule({
  id: "log-gap",
  title: { en: "A part of a log could not be read", ko: "로그의 일부를 읽지 못함" },
  source: "agent",
  given: ["krane.source.id", "krane.source.why"],
  subject: { type: "file", name: "krane.source.id" },
  identity: ["krane.source.id", "krane.source.why"],
  status: "warning",
  reason: "LogPartMissed",
  message: {
    en: "{krane.source.id}: a part of it was not read, how many records is not known ({krane.source.why})",
    ko: "{krane.source.id}: 일부를 읽지 못함, 레코드 수는 알 수 없음 ({krane.source.why})",
  },
  runbook: "agent-blind",
});
