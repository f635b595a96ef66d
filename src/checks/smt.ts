import { defineCheck, look } from "../core/index.ts";
import { SMT_FILES, smtVerdict } from "../parse/cpu/smt.ts";

/**
 * A host sells half its CPUs without hyper-threading, and one model came with it off (manual 8.2, 2.b). The kernel tells firmware's "off"
 * from its own by smt/control, and by smt/active what is left of it once CPUs were taken offline (kernel/cpu.c; lab of 8 machines).
 */
export default defineCheck({
  id: "smt",
  title: { en: "Hyper-threading is as wanted", ko: "하이퍼스레딩 상태" },
  group: "bios",
  every: "1h",
  runbook: "firmware-features",
  case: "8.2",
  reasons: {
    SmtOn: { en: "SMT on", ko: "SMT 사용 중" },
    SmtNotOffered: {
      en: "SMT off: firmware offers one thread per core",
      ko: "SMT 꺼짐: BIOS가 코어당 스레드 1개만 제공",
    },
    SmtDisabled: { en: "SMT off: boot parameter {krane.boot.param}", ko: "SMT 꺼짐: 부팅 파라미터 {krane.boot.param}" },
    SmtTurnedOff: {
      en: "SMT off: smt/control was set to {krane.smt.control} after boot",
      ko: "SMT 꺼짐: 부팅 후 smt/control이 {krane.smt.control}로 변경됨",
    },
    SmtCpusLimited: {
      en: "SMT unused: boot parameter {krane.boot.param} leaves one thread per core",
      ko: "SMT 미사용: 부팅 파라미터 {krane.boot.param} 때문에 코어당 스레드 1개만 동작",
    },
    SmtSiblingsOffline: {
      en: "SMT unused: allowed, but every second thread is offline",
      ko: "SMT 미사용: 허용되어 있으나 각 코어의 두 번째 스레드가 모두 오프라인",
    },
    SmtUnseen: { en: "SMT state not known: {krane.feature.why}", ko: "SMT 확인 불가: {krane.feature.why}" },
  },
  async run(host) {
    return smtVerdict({
      control: await look(host, SMT_FILES.control),
      active: await look(host, SMT_FILES.active),
      siblings: await look(host, SMT_FILES.siblings),
      offline: await look(host, SMT_FILES.offline),
      cmdline: await look(host, SMT_FILES.cmdline),
      wanted: host.profile.wanted.smt,
    });
  },
});
