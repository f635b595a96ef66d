import { defineRunbook } from "../core/index.ts";

/** bosh-agent, agent/script; docs-bosh, drain and pre-stop. */
export default defineRunbook({
  id: "bosh-drain",
  en: {
    title: "A BOSH pre-stop, drain or post-stop script failed",
    impact:
      "{krane.bosh.instance}: {krane.bosh.jobs} did not let itself be taken out of work. The instance is not stopped and goes on serving, partly drained; the deployment stops here.",
    verify: [
      "`bosh -d {krane.bosh.deployment} ssh {krane.bosh.instance}`, then `sudo -i`.",
      "`tail -50 /var/vcap/sys/log/JOB/*.std*.log` and `grep -i drain /var/vcap/bosh/log/current | tail`: what was it waiting for?",
      "The script is /var/vcap/jobs/JOB/bin/drain, pre-stop or post-stop.",
    ],
    mitigate: [
      "Let it come to its end (open sessions, replication), then run the same command again.",
      "Data of the job may be lost: `bosh -d {krane.bosh.deployment} stop {krane.bosh.instance} --skip-drain`. That leaves out pre-stop and drain, never the stop of the processes.",
      "Deploy again, then `bosh -d {krane.bosh.deployment} is`: every instance running; then look at the workload itself.",
    ],
    escalate:
      "Still so after one repair, or more than one instance of {krane.bosh.deployment} affected: call whoever owns the deployment; hand over the task number and the lines above.",
    reference: "docs-bosh: drain, pre-stop, post-stop; bosh-agent: drain scripts failed.",
  },
  ko: {
    title: "BOSH pre-stop/drain/post-stop 스크립트 실패",
    impact:
      "{krane.bosh.instance}: {krane.bosh.jobs} 가 정상적으로 서비스에서 제외되지 않음. 인스턴스는 중지되지 않은 채 일부 drain 된 상태로 서비스 중이며 배포는 여기서 중단됨.",
    verify: [
      "`bosh -d {krane.bosh.deployment} ssh {krane.bosh.instance}` 접속 후 `sudo -i`.",
      "`tail -50 /var/vcap/sys/log/JOB/*.std*.log`, `grep -i drain /var/vcap/bosh/log/current | tail`: 무엇을 기다렸는지 확인.",
      "스크립트는 /var/vcap/jobs/JOB/bin/drain, pre-stop, post-stop.",
    ],
    mitigate: [
      "대기 중인 작업(세션, 복제)이 끝나도록 한 뒤 동일 명령을 다시 실행.",
      "데이터 유실 가능성을 확인한 후 `bosh -d {krane.bosh.deployment} stop {krane.bosh.instance} --skip-drain`. pre-stop 과 drain 만 생략되며 프로세스 중지는 생략되지 않음.",
      "다시 deploy 후 `bosh -d {krane.bosh.deployment} is` 로 모든 인스턴스 running 확인, 이어서 실제 서비스 확인.",
    ],
    escalate:
      "한 번의 조치 후에도 동일하거나 {krane.bosh.deployment} 의 여러 인스턴스에 발생하면 해당 deployment 담당자에게 연락하고 task 번호와 위 로그를 전달.",
    reference: "docs-bosh drain, pre-stop, post-stop; bosh-agent 오류 문구 drain scripts failed.",
  },
});
