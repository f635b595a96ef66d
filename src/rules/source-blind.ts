import { defineRule } from "../core/index.ts";

/** A log that the agent was told to read cannot be read; silence of its rules means nothing until it can. */
export default defineRule({
  id: "source-blind",
  title: { en: "A log cannot be read", ko: "로그를 읽을 수 없음" },
  source: "agent",
  given: ["krane.source.id", "error.message"],
  subject: { type: "file", name: "krane.source.id" },
  status: "unknown",
  reason: "SourceUnreadable",
  message: {
    en: "{krane.source.id}: cannot be read: {error.message}",
    ko: "{krane.source.id}: 읽을 수 없음: {error.message}",
  },
  runbook: "agent-blind",
});
