import { defineRunbook } from "../core/index.ts";

/** Seed 003, 1.2.3. */
export default defineRunbook({
  id: "bosh-script-log",
  en: {
    title: "A lifecycle script of a BOSH job gave up",
    impact:
      "{krane.bosh.job}: {krane.bosh.script} ended with exit code {krane.bosh.exit_code} by its own trace. If that was this deployment, the instance is not started or not taken for well.",
    verify: [
      "`ls -al --time-sort /var/vcap/sys/log/{krane.bosh.job}/`: the file is appended to without times; only its change time tells whether this is of today's task.",
      "`tail -50 /var/vcap/sys/log/{krane.bosh.job}/{krane.bosh.script}.stderr.log`: the command before the last line.",
      "`grep 'scripts failed' /var/vcap/bosh/log/current | tail -3`: what the agent told the director, with its time.",
    ],
    mitigate: [
      "Repair what the command before the last line needs.",
      "Usual causes (seed 003): network, disk space of the VM (`df -h /var/vcap/data /var/vcap/store`), BOSH's own traffic (DNS, NATS, blobstore).",
      "Deploy again and look at the same files.",
    ],
    escalate: "The same after the repair: whoever owns the release of {krane.bosh.job}.",
    reference: "Seed 003, 1.2.3 and 1.2.4.",
  },
  ko: {
    title: "BOSH job 스크립트 비정상 종료",
    impact:
      "{krane.bosh.job}: {krane.bosh.script} 가 종료 코드 {krane.bosh.exit_code} 로 끝남(스크립트 자체 기록 기준). 이번 배포의 기록이라면 인스턴스가 기동되지 않았거나 검증에 실패한 상태.",
    verify: [
      "`ls -al --time-sort /var/vcap/sys/log/{krane.bosh.job}/`: 시각 없이 이어 쓰는 파일이므로 수정 시각으로 이번 task 여부를 판단.",
      "`tail -50 /var/vcap/sys/log/{krane.bosh.job}/{krane.bosh.script}.stderr.log`: 마지막 줄 직전의 명령 확인.",
      "`grep 'scripts failed' /var/vcap/bosh/log/current | tail -3`: 에이전트가 director 에 보고한 내용과 시각.",
    ],
    mitigate: [
      "마지막 줄 직전 명령의 원인을 조치.",
      "주요 원인(seed 003): 네트워크, VM 디스크 여유 공간(`df -h /var/vcap/data /var/vcap/store`), BOSH 내부 통신(DNS, NATS, blobstore).",
      "다시 deploy 후 동일 파일 확인.",
    ],
    escalate: "조치 후에도 동일하면 {krane.bosh.job} release 담당자에게 연락.",
    reference: "seed 003 1.2.3, 1.2.4 (로그 확인).",
  },
});
