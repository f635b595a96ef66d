import { defineRunbook } from "../core/index.ts";

/** Seed 003; bosh, instance_updater/state_applier.rb. */
export default defineRunbook({
  id: "bosh-not-running",
  en: {
    title: "BOSH: jobs do not run after the update",
    impact:
      "{krane.bosh.instance}: the VM was made, pre-start succeeded, monit was told to start, and {krane.bosh.jobs} did not run when the watch time was over. The deployment stops here.",
    verify: [
      "`bosh -d {krane.bosh.deployment} ssh {krane.bosh.instance}`, then `sudo -i`.",
      "`monit summary`, and `monit status`: which process, since when; `Does not exist` or `Execution failed`? One look cannot tell a crash loop: look three times, 10 s apart.",
      "`ls -al --time-sort /var/vcap/sys/log/JOB/` for {krane.bosh.jobs}: `tail -50` of JOB.stderr.log, JOB.stdout.log and pre-start.stderr.log. What is older than the task is of an earlier deployment.",
      "`dmesg -T | grep -i -E 'oom|killed'`, `df -h`, `df -i`.",
      "No job named: no process was to be blamed yet; then look whether the agent and monit answer (`monit summary`, /var/vcap/bosh/log/current).",
    ],
    mitigate: [
      "Usual causes (seed 003): network, disk space of the VM (`df -h /var/vcap/data /var/vcap/store`), BOSH's own traffic (DNS, NATS, blobstore).",
      "pre-start of the job: see what it did and take out what makes it give up (an `exit 1`), as seed 003 does; but its failing has words of its own (pre-start scripts failed).",
      "Slow to start only: raise canary_watch_time and update_watch_time of the manifest.",
      "Deploy again, then `bosh -d {krane.bosh.deployment} is`: every instance running; then look at the workload itself.",
    ],
    escalate:
      "Still so after one repair, or more than one instance of {krane.bosh.deployment} affected: call whoever owns the deployment; hand over the task number and the lines above.",
    reference:
      "Seed 003 takes `exit 1` of pre-start for the cause of this message. By BOSH's source it cannot be: pre-start runs before monit starts anything, and its failure is told as `N of M pre-start scripts failed`. This finding follows the source; the advice where to look is the seed's.",
  },
  ko: {
    title: "BOSH 업데이트 후 job 미실행",
    impact:
      "{krane.bosh.instance}: VM 생성과 pre-start 는 성공했고 monit start 이후 watch time 종료 시점까지 {krane.bosh.jobs} 가 running 이 되지 않음. 배포는 여기서 중단됨.",
    verify: [
      "`bosh -d {krane.bosh.deployment} ssh {krane.bosh.instance}` 접속 후 `sudo -i`.",
      "`monit summary`, `monit status`: 어떤 프로세스가 언제부터 `Does not exist` 또는 `Execution failed` 인지 확인. 한 번으로는 재시작 반복을 알 수 없으므로 10초 간격으로 3회 확인.",
      "{krane.bosh.jobs} 의 `ls -al --time-sort /var/vcap/sys/log/JOB/` 확인 후 JOB.stderr.log, JOB.stdout.log, pre-start.stderr.log 를 `tail -50`. task 보다 오래된 내용은 이전 배포의 기록.",
      "`dmesg -T | grep -i -E 'oom|killed'`, `df -h`, `df -i` 확인.",
      "job 이름이 없는 경우: 지목된 프로세스가 없는 상태이므로 에이전트와 monit 응답 여부 확인(`monit summary`, /var/vcap/bosh/log/current).",
    ],
    mitigate: [
      "주요 원인(seed 003): 네트워크, VM 디스크 여유 공간(`df -h /var/vcap/data /var/vcap/store`), BOSH 내부 통신(DNS, NATS, blobstore).",
      "job 의 pre-start 동작을 확인하여 에러 종료(`exit 1`)를 제거(seed 003). 단, pre-start 실패 시에는 별도 메시지(pre-start scripts failed)가 출력됨.",
      "기동이 느린 경우 manifest 의 canary_watch_time, update_watch_time 을 늘림.",
      "다시 deploy 후 `bosh -d {krane.bosh.deployment} is` 로 모든 인스턴스 running 확인, 이어서 실제 서비스 확인.",
    ],
    escalate:
      "한 번의 조치 후에도 동일하거나 {krane.bosh.deployment} 의 여러 인스턴스에 발생하면 해당 deployment 담당자에게 연락하고 task 번호와 위 로그를 전달.",
    reference:
      "seed 003 은 pre-start 의 `exit 1` 을 원인으로 설명하나, BOSH 소스 기준으로는 해당하지 않음: pre-start 는 monit 기동 전에 실행되며 실패 시 `N of M pre-start scripts failed` 로 출력됨. 판정은 소스를, 확인 위치는 seed 를 따름.",
  },
});
