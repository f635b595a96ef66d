import { defineRule } from "../core/index.ts";

/**
 * The client of monit warns of programs that are gone, because it reads the control files itself; daemon, XML and log never do (measured in
 * 5.2.5 and 5.33; seed 001). The process runs on until somebody stops it, and that stop fails.
 */
export default defineRule({
  id: "monit-program-missing",
  title: { en: "A start or stop program of monit is gone", ko: "monit 시작/중지 프로그램 없음" },
  source: "record",
  patterns: [
    {
      from: "monit-client",
      contains: "the executable does not exist",
      match:
        /^(?<control>\/[^\s:]{1,1024}):\d{1,6}: Warning: (?<what>the executable does not exist) '(?<program>\/[^'\n]{1,1024})'/,
    },
    {
      from: "monit-client",
      contains: "Program does not exist",
      match: /^(?<control>\/[^\s:]{1,1024}):\d{1,6}: (?<what>Program does not exist): '(?<program>\/[^'\n]{1,1024})'/,
    },
    {
      from: "monit-client",
      contains: "Program is not executable",
      match:
        /^(?<control>\/[^\s:]{1,1024}):\d{1,6}: (?<what>Program is not executable): '(?<program>\/[^'\n]{1,1024})'/,
    },
  ],
  attributes: { "krane.monit.control": "control", "krane.monit.programs": "program", "krane.monit.state": "what" },
  subject: { type: "file", name: "krane.monit.programs" },
  status: "warning",
  reason: "ProgramMissing",
  message: {
    en: "{krane.monit.programs}: {krane.monit.state}; the next stop or restart fails ({krane.monit.control})",
    ko: "{krane.monit.programs}: {krane.monit.state}, 다음 중지/재시작이 실패함 ({krane.monit.control})",
  },
  runbook: "monit-program-missing",
});
