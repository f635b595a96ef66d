import { type CheckResult, type Lang, render, type Text } from "../../core/index.ts";
import type { FeatureCause } from "../../parse/feature.ts";

const SETTING = "krane.feature.setting";
const CAUSE = "krane.feature.cause";

/** Where the engineer goes, by the cause; a cause that nobody can act on without the runbook has none. */
const ACTIONS: Readonly<Record<FeatureCause, Text>> = {
  firmware: { en: `BIOS setup: {${SETTING}}`, ko: `BIOS 설정: {${SETTING}}` },
  cmdline: { en: `boot parameters, then reboot: {${SETTING}}`, ko: `부팅 파라미터 수정 후 재부팅: {${SETTING}}` },
  module: { en: `kernel module: {${SETTING}}`, ko: `커널 모듈: {${SETTING}}` },
  permission: { en: `rights: {${SETTING}}`, ko: `권한: {${SETTING}}` },
  driver: { en: `driver: {${SETTING}}`, ko: `드라이버: {${SETTING}}` },
  "source-lost": { en: `not to be seen from here: {${SETTING}}`, ko: `여기서는 확인 불가: {${SETTING}}` },
};

const AS_ROOT: Text = { en: "look again as root", ko: "root 권한으로 다시 확인" };

function isCause(value: unknown): value is FeatureCause {
  return typeof value === "string" && Object.hasOwn(ACTIONS, value);
}

/** What to do about a result, in a few words; undefined where only the runbook tells. */
export function actionOf({ status, attributes }: CheckResult, lang: Lang): string | undefined {
  const cause = attributes[CAUSE];
  if (!isCause(cause)) return undefined;
  if (status === "unknown" && cause === "permission") return AS_ROOT[lang];
  return attributes[SETTING] === undefined ? undefined : render(ACTIONS[cause][lang], attributes);
}
