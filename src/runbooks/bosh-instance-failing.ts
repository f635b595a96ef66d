import { defineRunbook } from "../core/index.ts";

/** Seed 001, steps 1 to 3; bosh-agent, monit_job_supervisor.go Status. */
export default defineRunbook({
  id: "bosh-instance-failing",
  en: {
    title: "A BOSH instance is failing",
    impact:
      "{krane.bosh.instance}: at least one service of its monit (group vcap) is not monitored, not running or has an error. Any condition that monit only alerts of is enough, so the workload may be fine.",
    verify: [
      "`bosh -d {krane.bosh.deployment} is --ps`: which process.",
      "`bosh -d {krane.bosh.deployment} ssh {krane.bosh.instance}`, then `sudo -i`.",
      "`monit summary`, with its warnings: `the executable does not exist` means that the job's directory is gone; `restart pending` means that somebody asked for a restart.",
      "`bosh -d {krane.bosh.deployment} cck` with 0 problems says nothing of it: it asks only whether the agent answers, and looks at disks.",
    ],
    mitigate: [
      "The job's directory is there: `tail -50 /var/vcap/sys/log/JOB/*.log`, repair, `monit restart PROCESS`, look again a minute later.",
      "The job's directory is gone: `bosh -d {krane.bosh.deployment} delete-vm VM_CID` (CID by `bosh -d {krane.bosh.deployment} vms`) first, then `bosh -d {krane.bosh.deployment} recreate {krane.bosh.instance}`; recreate alone fails in Stopping services.",
      "`bosh -d {krane.bosh.deployment} is`: running; then the workload: `kubectl get po,svc`.",
    ],
    escalate:
      "Still so after one repair, or more than one instance of {krane.bosh.deployment} affected: call whoever owns the deployment; hand over the task number and the lines above.",
    reference: "Seed 001, steps 1 to 6; bosh-agent: unmonitored or status other than 0 is failing.",
  },
  ko: {
    title: "BOSH 인스턴스 failing 상태",
    impact:
      "{krane.bosh.instance}: monit(vcap 그룹) 서비스 중 하나 이상이 감시 해제, 미실행 또는 오류 상태. monit 경고 조건만으로도 failing 이 되므로 실제 서비스는 정상일 수 있음.",
    verify: [
      "`bosh -d {krane.bosh.deployment} is --ps`: 대상 프로세스 확인.",
      "`bosh -d {krane.bosh.deployment} ssh {krane.bosh.instance}` 접속 후 `sudo -i`.",
      "`monit summary` 와 경고 확인: `the executable does not exist` 는 job 디렉토리 유실, `restart pending` 은 누군가 재시작을 요청한 상태.",
      "`bosh -d {krane.bosh.deployment} cck` 의 0 problems 는 정상을 뜻하지 않음: 에이전트 응답과 디스크만 점검.",
    ],
    mitigate: [
      "job 디렉토리가 있는 경우: `tail -50 /var/vcap/sys/log/JOB/*.log` 확인, 조치 후 `monit restart PROCESS`, 1분 후 재확인.",
      "job 디렉토리가 없는 경우: 먼저 `bosh -d {krane.bosh.deployment} delete-vm VM_CID` (CID 는 `bosh -d {krane.bosh.deployment} vms`), 이후 `bosh -d {krane.bosh.deployment} recreate {krane.bosh.instance}`. 바로 recreate 하면 Stopping services 단계에서 실패함.",
      "`bosh -d {krane.bosh.deployment} is` 로 running 확인 후 서비스 확인: `kubectl get po,svc`.",
    ],
    escalate:
      "한 번의 조치 후에도 동일하거나 {krane.bosh.deployment} 의 여러 인스턴스에 발생하면 해당 deployment 담당자에게 연락하고 task 번호와 위 로그를 전달.",
    reference: "seed 001 1~6단계; bosh-agent: 감시 해제 또는 status 0 이 아니면 failing.",
  },
});
