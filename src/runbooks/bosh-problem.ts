import { defineRunbook } from "../core/index.ts";

/** bosh, problem_scanner; docs-bosh, cck. */
export default defineRunbook({
  id: "bosh-problem",
  en: {
    title: "cck found a problem",
    impact:
      "{krane.bosh.description}: the director's records and the IaaS differ. What runs on that VM or disk is down, or will be at its next update.",
    verify: [
      "`bosh -d {krane.bosh.deployment} cck --report`: lists the problems and changes nothing.",
      "`bosh -d {krane.bosh.deployment} is --details` and `bosh -d {krane.bosh.deployment} vms`; the same VM CID at the IaaS.",
      "Disk problems: is the disk attached there, and to which VM? Do not recreate before that is known.",
    ],
    mitigate: [
      "`bosh -d {krane.bosh.deployment} cck`: missing VM: choose recreate. Unresponsive: reboot first, then recreate.",
      "Disks: missing disk: only after the data's owner has agreed, delete the reference. Mount info mismatch: reattach.",
      "Deploy again, then `bosh -d {krane.bosh.deployment} is`: every instance running; then look at the workload itself.",
    ],
    escalate:
      "Still so after one repair, or more than one instance of {krane.bosh.deployment} affected: call whoever owns the deployment; hand over the task number and the lines above.",
    reference: "docs-bosh: cck; seed 001, step 3.",
  },
  ko: {
    title: "BOSH cck 점검 문제 발견",
    impact:
      "{krane.bosh.description}: director 정보와 IaaS 실제 상태가 다름. 해당 VM 또는 디스크의 서비스가 중단되었거나 다음 업데이트에서 중단됨.",
    verify: [
      "`bosh -d {krane.bosh.deployment} cck --report`: 변경 없이 문제 목록만 출력.",
      "`bosh -d {krane.bosh.deployment} is --details`, `bosh -d {krane.bosh.deployment} vms` 및 IaaS 의 동일 VM CID 확인.",
      "디스크 문제: IaaS 에서 어느 VM 에 연결되어 있는지 확인하기 전에는 recreate 금지.",
    ],
    mitigate: [
      "`bosh -d {krane.bosh.deployment} cck`: missing VM 은 recreate, 무응답은 reboot 후 recreate 선택.",
      "디스크: missing disk 는 데이터 담당자 동의 후에만 참조 삭제, mount info mismatch 는 reattach.",
      "다시 deploy 후 `bosh -d {krane.bosh.deployment} is` 로 모든 인스턴스 running 확인, 이어서 실제 서비스 확인.",
    ],
    escalate:
      "한 번의 조치 후에도 동일하거나 {krane.bosh.deployment} 의 여러 인스턴스에 발생하면 해당 deployment 담당자에게 연락하고 task 번호와 위 로그를 전달.",
    reference: "docs-bosh cck; seed 001 3단계.",
  },
});
