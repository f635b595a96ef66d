import { defineRunbook } from "../core/index.ts";

/** Seed 003, 1.2.3 and 1.2.4; bosh-agent, agent/script/parallel_script.go. */
export default defineRunbook({
  id: "bosh-pre-start",
  en: {
    title: "A BOSH pre-start script failed",
    impact:
      "{krane.bosh.instance}: pre-start of {krane.bosh.jobs} ended with another code than 0, so that monit was not told to start anything: all jobs of the instance are down. The deployment stops here; other instances run on as they were.",
    verify: [
      "`bosh -d {krane.bosh.deployment} ssh {krane.bosh.instance}`, then `sudo -i`.",
      "`ls -al --time-sort /var/vcap/sys/log/JOB/`, for each failed job: is pre-start.stderr.log newer than the task's start? It is appended to without times; an older trace is of an earlier deployment.",
      "`tail -50 /var/vcap/sys/log/JOB/pre-start.stderr.log` and pre-start.stdout.log: the last command before `+ exit N` is what failed. The script is /var/vcap/jobs/JOB/bin/pre-start.",
    ],
    mitigate: [
      "Usual causes (seed 003): network, disk space of the VM (`df -h /var/vcap/data /var/vcap/store`), BOSH's own traffic (DNS, NATS, blobstore).",
      "Repair the cause, or the script in the release and in the manifest; the jobs that succeeded are run again, too.",
      "Deploy again, then `bosh -d {krane.bosh.deployment} is`: every instance running; then look at the workload itself.",
    ],
    escalate:
      "Still so after one repair, or more than one instance of {krane.bosh.deployment} affected: call whoever owns the deployment; hand over the task number and the lines above.",
    reference:
      "Seed 003, 1.2.3 and 1.2.4: logs of the job. bosh-agent: N of M pre-start scripts failed is said only where pre-start itself ended with another code than 0.",
  },
  ko: {
    title: "BOSH pre-start 스크립트 실패",
    impact:
      "{krane.bosh.instance}: {krane.bosh.jobs} 의 pre-start 가 0 이 아닌 코드로 종료되어 monit 기동이 수행되지 않음. 인스턴스의 모든 job 이 내려간 상태이며 배포는 여기서 중단됨. 다른 인스턴스는 기존 상태 유지.",
    verify: [
      "`bosh -d {krane.bosh.deployment} ssh {krane.bosh.instance}` 접속 후 `sudo -i`.",
      "실패한 job 별로 `ls -al --time-sort /var/vcap/sys/log/JOB/`: pre-start.stderr.log 가 task 시작 이후에 갱신되었는지 확인. 시각 없이 이어 쓰는 파일이므로 이전 배포의 기록일 수 있음.",
      "`tail -50 /var/vcap/sys/log/JOB/pre-start.stderr.log` 및 pre-start.stdout.log 확인: `+ exit N` 직전 명령이 실패 원인. 스크립트 위치는 /var/vcap/jobs/JOB/bin/pre-start.",
    ],
    mitigate: [
      "주요 원인(seed 003): 네트워크, VM 디스크 여유 공간(`df -h /var/vcap/data /var/vcap/store`), BOSH 내부 통신(DNS, NATS, blobstore).",
      "원인을 조치하거나 release 및 manifest 의 스크립트 수정. 성공한 job 의 pre-start 도 다시 실행됨.",
      "다시 deploy 후 `bosh -d {krane.bosh.deployment} is` 로 모든 인스턴스 running 확인, 이어서 실제 서비스 확인.",
    ],
    escalate:
      "한 번의 조치 후에도 동일하거나 {krane.bosh.deployment} 의 여러 인스턴스에 발생하면 해당 deployment 담당자에게 연락하고 task 번호와 위 로그를 전달.",
    reference:
      "seed 003 1.2.3, 1.2.4 (job 로그). bosh-agent: N of M pre-start scripts failed 는 pre-start 가 비정상 종료된 경우에만 출력됨.",
  },
});
