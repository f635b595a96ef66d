import { defineRunbook } from "../core/index.ts";

/** Seeds 001 and 003; bosh-agent, monit_job_supervisor.go Status. */
export default defineRunbook({
  id: "bosh-jobs",
  en: {
    title: "Jobs of this BOSH-managed VM",
    impact:
      "{host.name} is a VM that BOSH looks after. A job that is not running makes the instance failing, and the next update of it may fail.",
    verify: [
      "`monit summary` as root, with its warnings.",
      "`ls -al --time-sort /var/vcap/sys/log/*/ | head -40`: the newest lifecycle logs (pre-start, post-start, post-deploy, drain).",
      "`tail -50` of the newest *.stderr.log; compare its change time with the time of the task: `grep 'scripts failed' /var/vcap/bosh/log/current | tail -3`.",
    ],
    mitigate: [
      "A script failed: repair what its last command needs; usual causes: network, disk space, BOSH's own traffic. Then deploy again.",
      "A process does not run: `tail -50 /var/vcap/sys/log/JOB/*.log`, repair, `monit restart PROCESS`.",
      "A job's directory is gone: `bosh -d DEPLOYMENT delete-vm VM_CID` first (CID by `bosh -d DEPLOYMENT vms`), then `bosh -d DEPLOYMENT recreate INSTANCE`; recreate alone fails in Stopping services.",
    ],
    escalate: "Still failing after one repair: call whoever owns the deployment.",
    reference: "Seeds 001 and 003; bosh-agent: /var/vcap/monit/stopped, group vcap of monit.",
  },
  ko: {
    title: "BOSH 관리 VM 의 job 상태",
    impact:
      "{host.name} 은 BOSH 가 관리하는 VM. 실행되지 않는 job 이 있으면 인스턴스가 failing 이 되며 다음 업데이트가 실패할 수 있음.",
    verify: [
      "root 로 `monit summary` 와 경고 확인.",
      "`ls -al --time-sort /var/vcap/sys/log/*/ | head -40`: 최근 lifecycle 로그(pre-start, post-start, post-deploy, drain) 확인.",
      "가장 최근 *.stderr.log 를 `tail -50`. 수정 시각과 task 시각 비교: `grep 'scripts failed' /var/vcap/bosh/log/current | tail -3`.",
    ],
    mitigate: [
      "스크립트 실패: 마지막 명령의 원인(네트워크, 디스크 공간, BOSH 내부 통신) 조치 후 다시 deploy.",
      "프로세스 미실행: `tail -50 /var/vcap/sys/log/JOB/*.log` 확인, 조치 후 `monit restart PROCESS`.",
      "job 디렉토리 유실: 먼저 `bosh -d DEPLOYMENT delete-vm VM_CID` (CID 는 `bosh -d DEPLOYMENT vms`), 이후 `bosh -d DEPLOYMENT recreate INSTANCE`. 바로 recreate 하면 Stopping services 단계에서 실패함.",
    ],
    escalate: "한 번의 조치 후에도 failing 이면 deployment 담당자에게 연락.",
    reference: "seed 001, 003; bosh-agent: /var/vcap/monit/stopped, monit 의 vcap 그룹.",
  },
});
