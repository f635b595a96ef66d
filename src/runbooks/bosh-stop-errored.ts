import { defineRunbook } from "../core/index.ts";

/** Seed 001; bosh-agent, jobsupervisor/monit_job_supervisor.go StopAndWait, measured against monit 5.2.5. */
export default defineRunbook({
  id: "bosh-stop-errored",
  en: {
    title: "BOSH cannot stop a service of the instance",
    impact:
      "{krane.bosh.instance}: monit holds an error of {krane.bosh.jobs} from before (its start or stop program is gone or failed), and the agent gives up at that before its own stop has run. Every update, restart and recreate of the instance ends in the same way; the old process may still serve.",
    verify: [
      "`bosh -d {krane.bosh.deployment} ssh {krane.bosh.instance}`, then `sudo -i`.",
      "`monit summary`: warnings `the executable does not exist '/var/vcap/jobs/JOB/bin/ctl'`, or `Execution failed`: the job's directory is gone or broken.",
      "`ls -l /var/vcap/jobs/JOB/bin/`, and whether the pid of /var/vcap/sys/run/*/*.pid is alive.",
      "`bosh -d {krane.bosh.deployment} cck` says 0 problems all the same: it asks only whether the agent answers, and looks at disks.",
    ],
    mitigate: [
      "`bosh -d {krane.bosh.deployment} vms` (or `is --details`) tells the VM CID of {krane.bosh.instance}.",
      "`bosh -d {krane.bosh.deployment} delete-vm VM_CID` first: recreate alone fails in the same stop again.",
      "Then `bosh -d {krane.bosh.deployment} recreate {krane.bosh.instance}`: the director makes the missing VM anew (Creating missing vms) and updates it. A persistent disk stays.",
      "`bosh -d {krane.bosh.deployment} is`: {krane.bosh.instance} running; then the workload: `kubectl get po,svc` in the namespaces that it serves.",
      "--skip-drain does not help (it leaves out scripts, not the stop), nor does --fix (it is for an agent that does not answer).",
    ],
    escalate:
      "Still so after one repair, or more than one instance of {krane.bosh.deployment} affected: call whoever owns the deployment; hand over the task number and the lines above.",
    reference:
      "Seed 001, steps 4 to 6 (delete-vm before recreate); bosh-agent, StopAndWait: measured, a second try fails at once on the old error.",
  },
  ko: {
    title: "BOSH 서비스 중지 오류",
    impact:
      "{krane.bosh.instance}: monit 에 {krane.bosh.jobs} 의 이전 오류(start/stop 프로그램 유실 또는 실패)가 남아 있어 에이전트가 중지 수행 전에 실패함. 이 인스턴스의 update, restart, recreate 는 모두 동일하게 실패하며 기존 프로세스는 계속 서비스 중일 수 있음.",
    verify: [
      "`bosh -d {krane.bosh.deployment} ssh {krane.bosh.instance}` 접속 후 `sudo -i`.",
      "`monit summary`: `the executable does not exist '/var/vcap/jobs/JOB/bin/ctl'` 경고 또는 `Execution failed` 확인(job 디렉토리 유실 또는 손상).",
      "`ls -l /var/vcap/jobs/JOB/bin/`, /var/vcap/sys/run/*/*.pid 의 프로세스 생존 여부 확인.",
      "`bosh -d {krane.bosh.deployment} cck` 는 0 problems 로 나옴: 에이전트 응답 여부와 디스크만 점검하기 때문.",
    ],
    mitigate: [
      "`bosh -d {krane.bosh.deployment} vms` (또는 `is --details`) 로 {krane.bosh.instance} 의 VM CID 확인.",
      "먼저 `bosh -d {krane.bosh.deployment} delete-vm VM_CID` 실행. 바로 recreate 하면 동일한 중지 단계에서 다시 실패함.",
      "이후 `bosh -d {krane.bosh.deployment} recreate {krane.bosh.instance}`: 누락된 VM 을 재생성(Creating missing vms)하고 업데이트함. persistent disk 는 유지됨.",
      "`bosh -d {krane.bosh.deployment} is` 로 {krane.bosh.instance} running 확인 후 서비스 확인: 해당 네임스페이스의 `kubectl get po,svc`.",
      "--skip-drain(스크립트만 생략) 과 --fix(에이전트 무응답용) 는 도움이 되지 않음.",
    ],
    escalate:
      "한 번의 조치 후에도 동일하거나 {krane.bosh.deployment} 의 여러 인스턴스에 발생하면 해당 deployment 담당자에게 연락하고 task 번호와 위 로그를 전달.",
    reference: "seed 001 4~6단계(recreate 전 delete-vm); bosh-agent StopAndWait 실측: 재시도는 남은 오류로 즉시 실패.",
  },
});
