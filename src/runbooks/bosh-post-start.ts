import { defineRunbook } from "../core/index.ts";

/** bosh-agent, agent/script/parallel_script.go; seed 003, 1.3. */
export default defineRunbook({
  id: "bosh-post-start",
  en: {
    title: "A BOSH post-start or post-deploy script failed",
    impact:
      "{krane.bosh.instance}: the processes run, but {krane.bosh.jobs} found in its own check (post-start behind the instance, post-deploy behind the whole deployment) that the job does not work.",
    verify: [
      "`bosh -d {krane.bosh.deployment} ssh {krane.bosh.instance}`, then `sudo -i`.",
      "`ls -al --time-sort /var/vcap/sys/log/JOB/`: is post-start.stderr.log or post-deploy.stderr.log newer than the task's start? Older lines are of an earlier deployment.",
      "`tail -50` of it and of the .stdout.log: which question of the check got no answer? The script is /var/vcap/jobs/JOB/bin/post-start or post-deploy.",
    ],
    mitigate: [
      "Ask the same by hand (an SQL query, an HTTP request) and repair what it asks: often another instance, DNS or a certificate.",
      "Usual causes (seed 003): network, disk space of the VM (`df -h /var/vcap/data /var/vcap/store`), BOSH's own traffic (DNS, NATS, blobstore).",
      "Deploy again, then `bosh -d {krane.bosh.deployment} is`: every instance running; then look at the workload itself.",
    ],
    escalate:
      "Still so after one repair, or more than one instance of {krane.bosh.deployment} affected: call whoever owns the deployment; hand over the task number and the lines above.",
    reference: "Seed 003, 1.3: post-start checks what a process does; docs-bosh: post-start and post-deploy.",
  },
  ko: {
    title: "BOSH post-start/post-deploy 스크립트 실패",
    impact:
      "{krane.bosh.instance}: 프로세스는 실행 중이나 {krane.bosh.jobs} 의 자체 검증(post-start: 인스턴스 기동 직후, post-deploy: 전체 배포 후)이 실패함.",
    verify: [
      "`bosh -d {krane.bosh.deployment} ssh {krane.bosh.instance}` 접속 후 `sudo -i`.",
      "`ls -al --time-sort /var/vcap/sys/log/JOB/`: post-start.stderr.log 또는 post-deploy.stderr.log 가 task 시작 이후 갱신되었는지 확인. 이전 내용은 이전 배포의 기록.",
      "해당 파일과 .stdout.log 를 `tail -50`: 어떤 검증이 실패했는지 확인. 스크립트는 /var/vcap/jobs/JOB/bin/post-start 또는 post-deploy.",
    ],
    mitigate: [
      "동일한 검증을 수동으로 실행(SQL 쿼리, HTTP 요청)하고 대상(다른 인스턴스, DNS, 인증서 등)을 조치.",
      "주요 원인(seed 003): 네트워크, VM 디스크 여유 공간(`df -h /var/vcap/data /var/vcap/store`), BOSH 내부 통신(DNS, NATS, blobstore).",
      "다시 deploy 후 `bosh -d {krane.bosh.deployment} is` 로 모든 인스턴스 running 확인, 이어서 실제 서비스 확인.",
    ],
    escalate:
      "한 번의 조치 후에도 동일하거나 {krane.bosh.deployment} 의 여러 인스턴스에 발생하면 해당 deployment 담당자에게 연락하고 task 번호와 위 로그를 전달.",
    reference: "seed 003 1.3 (post-start 는 프로세스 기능 검증); docs-bosh post-start, post-deploy.",
  },
});
