import { defineRunbook } from "../core/index.ts";

/** Seed 003, 1.1 and 1.2. */
export default defineRunbook({
  id: "bosh-task-failed",
  en: {
    title: "A BOSH task failed",
    impact:
      "task {krane.bosh.task} ended in {krane.bosh.phase} ({krane.bosh.stage}): {krane.bosh.error}. What was not reached is as it was before.",
    verify: [
      "`bosh task {krane.bosh.task} --debug | grep -B5 -A20 -i error | tail -80`: the director's own trace.",
      "Phase: compile: packages and their downloads; create: the IaaS (quota, network, datastore, its API); update: scripts and processes of the instance.",
    ],
    mitigate: [
      "Create: read the CPI's words in `bosh task {krane.bosh.task} --cpi`; free the resource that it names.",
      "Usual causes (seed 003): network, disk space of the VM (`df -h /var/vcap/data /var/vcap/store`), BOSH's own traffic (DNS, NATS, blobstore).",
      "Deploy again, then `bosh -d {krane.bosh.deployment} is`: every instance running; then look at the workload itself.",
    ],
    escalate:
      "Still so after one repair, or more than one instance of {krane.bosh.deployment} affected: call whoever owns the deployment; hand over the task number and the lines above.",
    reference: "Seed 003, 1.1 (phases of a deployment) and 1.2.",
  },
  ko: {
    title: "BOSH task 실패",
    impact:
      "task {krane.bosh.task}: {krane.bosh.phase} 단계({krane.bosh.stage})에서 종료됨: {krane.bosh.error}. 이후 단계는 수행되지 않음.",
    verify: [
      "`bosh task {krane.bosh.task} --debug | grep -B5 -A20 -i error | tail -80` 로 director 로그 확인.",
      "단계별 확인: compile 은 패키지와 다운로드, create 는 IaaS(쿼터, 네트워크, 데이터스토어, API), update 는 인스턴스의 스크립트와 프로세스.",
    ],
    mitigate: [
      "create 단계: `bosh task {krane.bosh.task} --cpi` 의 CPI 메시지를 확인하고 지목된 자원을 확보.",
      "주요 원인(seed 003): 네트워크, VM 디스크 여유 공간(`df -h /var/vcap/data /var/vcap/store`), BOSH 내부 통신(DNS, NATS, blobstore).",
      "다시 deploy 후 `bosh -d {krane.bosh.deployment} is` 로 모든 인스턴스 running 확인, 이어서 실제 서비스 확인.",
    ],
    escalate:
      "한 번의 조치 후에도 동일하거나 {krane.bosh.deployment} 의 여러 인스턴스에 발생하면 해당 deployment 담당자에게 연락하고 task 번호와 위 로그를 전달.",
    reference: "seed 003 1.1 (배포 단계), 1.2.",
  },
});
