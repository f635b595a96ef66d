import type { Lang, Status } from "../../core/index.ts";

const STATUS_WORDS: Readonly<Record<Lang, Readonly<Record<Status, string>>>> = {
  en: { critical: "CRITICAL", warning: "WARNING", unknown: "UNKNOWN", ok: "OK", skipped: "SKIPPED" },
  ko: { critical: "심각", warning: "경고", unknown: "확인 불가", ok: "정상", skipped: "해당 없음" },
};

/** The word for a status in a language. */
export function statusWord(status: Status, lang: Lang): string {
  return STATUS_WORDS[lang][status];
}

/** Words of the text outputs that stand between what detectors say. */
export const WORDS = {
  en: {
    next: "next",
    manual: "manual",
    ticket: "ticket",
    guest: "guest",
    guestsThere: "guests there then",
    taint: "taint",
    notTainted: "not tainted",
    times: "times",
    over: "over since",
    nothing: "nothing found",
    findings: "findings",
    finding: "finding",
    records: "lines",
    skipped: "not understood",
    updated: "again",
    facts: { yes: "yes", no: "no", unknown: "?" },
    columns: {
      status: "STATUS",
      property: "PROPERTY",
      firmware: "FIRMWARE",
      configured: "CONFIGURED",
      effective: "EFFECTIVE",
      verdict: "VERDICT",
    },
  },
  ko: {
    next: "조치",
    manual: "매뉴얼",
    ticket: "장애코드",
    guest: "VM",
    guestsThere: "당시 실행 중이던 VM",
    taint: "taint",
    notTainted: "taint 없음",
    times: "회",
    over: "종료",
    nothing: "발견된 문제 없음",
    findings: "건 발견",
    finding: "건 발견",
    records: "줄",
    skipped: "해석 불가",
    updated: "반복",
    facts: { yes: "예", no: "아니오", unknown: "?" },
    columns: {
      status: "상태",
      property: "항목",
      firmware: "BIOS",
      configured: "설정",
      effective: "실제",
      verdict: "판정",
    },
  },
} as const satisfies Readonly<Record<Lang, Readonly<Record<string, string | Readonly<Record<string, string>>>>>>;
