import { defineRunbook } from "../core/index.ts";

/** bosh-agent, jobsupervisor/monit_job_supervisor.go StopAndWait. */
export default defineRunbook({
  id: "bosh-stop-timeout",
  en: {
    title: "BOSH: services did not stop within five minutes",
    impact:
      "{krane.bosh.instance}: {krane.bosh.jobs} still pending or monitored in monit; the processes may be serving. The update ends here.",
    verify: [
      "`bosh -d {krane.bosh.deployment} ssh {krane.bosh.instance}`, then `sudo -i`.",
      "`monit summary`: `stop pending`? monit does one thing at a time: while one ctl is waited for, all others stand still.",
      "`ps -ef | grep ctl`, and `pstree -p` of it: what does the blocking ctl wait for (a mount, a lock, a child that ignores TERM)?",
    ],
    mitigate: [
      "Let the blocking ctl come to its end, or end the process that it waits for; then run the same command again.",
      "It cannot be ended: `bosh -d {krane.bosh.deployment} delete-vm VM_CID`, then `bosh -d {krane.bosh.deployment} recreate {krane.bosh.instance}`.",
      "Deploy again, then `bosh -d {krane.bosh.deployment} is`: every instance running; then look at the workload itself.",
    ],
    escalate:
      "Still so after one repair, or more than one instance of {krane.bosh.deployment} affected: call whoever owns the deployment; hand over the task number and the lines above.",
    reference: "bosh-agent: five minutes for all services of the group vcap to be stopped.",
  },
  ko: {
    title: "BOSH 서비스 중지 시간 초과",
    impact:
      "{krane.bosh.instance}: {krane.bosh.jobs} 가 monit 에서 pending 또는 감시 상태로 남아 있음. 프로세스는 서비스 중일 수 있으며 업데이트는 여기서 중단됨.",
    verify: [
      "`bosh -d {krane.bosh.deployment} ssh {krane.bosh.instance}` 접속 후 `sudo -i`.",
      "`monit summary`: `stop pending` 여부 확인. monit 은 한 번에 하나만 처리하므로 하나의 ctl 이 대기하면 나머지도 멈춤.",
      "`ps -ef | grep ctl`, `pstree -p`: 대기 중인 ctl 의 원인(마운트, 락, TERM 을 무시하는 자식 프로세스) 확인.",
    ],
    mitigate: [
      "대기 중인 ctl 이 끝나도록 하거나 대상 프로세스를 종료한 뒤 동일 명령 재실행.",
      "종료할 수 없으면 `bosh -d {krane.bosh.deployment} delete-vm VM_CID` 후 `bosh -d {krane.bosh.deployment} recreate {krane.bosh.instance}`.",
      "다시 deploy 후 `bosh -d {krane.bosh.deployment} is` 로 모든 인스턴스 running 확인, 이어서 실제 서비스 확인.",
    ],
    escalate:
      "한 번의 조치 후에도 동일하거나 {krane.bosh.deployment} 의 여러 인스턴스에 발생하면 해당 deployment 담당자에게 연락하고 task 번호와 위 로그를 전달.",
    reference: "bosh-agent: vcap 그룹 전체 서비스 중지 대기 5분.",
  },
});
