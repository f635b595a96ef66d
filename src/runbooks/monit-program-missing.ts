import { defineRunbook } from "../core/index.ts";

/** Seed 001: the job's directory was removed under a running process. */
export default defineRunbook({
  id: "monit-program-missing",
  en: {
    title: "A start or stop program of monit is gone",
    impact:
      "The process may run on, but {krane.monit.programs} cannot be run: the next stop, restart or recreate of it fails, and a process that dies is not started again.",
    verify: [
      "`ls -lL {krane.monit.programs}`; on a BOSH VM `ls -l /var/vcap/jobs/ /var/vcap/data/jobs/`: is the job's directory gone, or the execute bit?",
      "`monit summary` prints `the executable does not exist` (5.2.5) or `Program does not exist:` (5.33) before its table; daemon and XML say `running` all the while.",
      "`bosh -d DEPLOYMENT instances`: running as long as nobody restarts it, `failing` afterwards. `bosh -d DEPLOYMENT cck`: 0 problems, it asks for VM and disks only.",
    ],
    mitigate: [
      "Do not restart the service: its stop fails and leaves `Execution failed` behind.",
      "Not BOSH: bring the program back (`dpkg -S PATH`, `apt-get install --reinstall PACKAGE`; `chmod +x` where only that is missing), then `krane-agent check --only monit-programs`.",
      "BOSH: `recreate` alone fails with `Stopping services '[x]' errored`. First `bosh -d DEPLOYMENT delete-vm CID` (CID from `bosh vms`), then `bosh -d DEPLOYMENT recreate INSTANCE`.",
      "Neither `--fix` nor `--skip-drain` helps: the first is for an agent that does not answer, the second does not skip the stop.",
      "`bosh -d DEPLOYMENT instances`, then the workload (`kubectl get po,svc -A`).",
    ],
    escalate:
      "The instance holds a persistent disk or is the last of its group: the platform's on-call before delete-vm.",
    reference: "Seed 001 (PKS master, fluentd directory removed); bosh director steps/delete_vm; monit(1).",
  },
  ko: {
    title: "monit 시작/중지 프로그램 없음",
    impact:
      "프로세스는 계속 실행 중일 수 있으나 {krane.monit.programs} 를 실행할 수 없어 다음 중지, 재시작, recreate 가 실패함. 프로세스가 종료되면 다시 시작되지 않음.",
    verify: [
      "`ls -lL {krane.monit.programs}`, BOSH VM 은 `ls -l /var/vcap/jobs/ /var/vcap/data/jobs/` 로 job 디렉토리 삭제 또는 실행 권한 누락 여부 확인.",
      "`monit summary` 표 앞에 `the executable does not exist` (5.2.5) 또는 `Program does not exist:` (5.33) 가 출력됨. 데몬과 XML 은 계속 `running` 으로 표시함.",
      "`bosh -d DEPLOYMENT instances`: 재시작 전에는 running, 이후 `failing`. `bosh -d DEPLOYMENT cck`: VM 과 디스크만 확인하므로 0 problems.",
    ],
    mitigate: [
      "서비스를 재시작하지 말 것: 중지가 실패하여 `Execution failed` 상태가 남음.",
      "BOSH 가 아닌 경우: 프로그램 복구(`dpkg -S PATH`, `apt-get install --reinstall PACKAGE`, 권한만 없으면 `chmod +x`) 후 `krane-agent check --only monit-programs`.",
      "BOSH: `recreate` 만 수행하면 `Stopping services '[x]' errored` 로 실패함. 먼저 `bosh -d DEPLOYMENT delete-vm CID` (`bosh vms` 의 CID) 후 `bosh -d DEPLOYMENT recreate INSTANCE`.",
      "`--fix` 와 `--skip-drain` 은 도움이 되지 않음: 전자는 agent 무응답용, 후자는 중지를 생략하지 않음.",
      "`bosh -d DEPLOYMENT instances` 확인 후 워크로드 확인(`kubectl get po,svc -A`).",
    ],
    escalate: "persistent disk 가 있거나 그룹의 마지막 instance 이면 delete-vm 전에 플랫폼 온콜에 연락.",
    reference: "seed 001 (PKS Master, fluentd 디렉토리 삭제), bosh director delete_vm, monit(1).",
  },
});
