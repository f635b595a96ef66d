import { defineRunbook } from "../core/index.ts";

/** Manual 4.10, 2.가 (2)-(4) and 2.다. kubelet's words: "running with swap on is not supported, please disable swap". */
export default defineRunbook({
  id: "kubelet-swap",
  en: {
    title: "Swap keeps kubelet from starting",
    impact:
      "kubelet does not start while swap is on (failSwapOn), so nova-compute, neutron and hostroute of {host.name} are neither started nor restarted. A kubelet that still runs goes on until its next start: then the same happens.",
    verify: [
      "`cat /proc/swaps` on {host.name}: more than the heading line means that swap is on ({krane.swap.devices}). `free -h` rounds small swaps to 0B.",
      "`systemctl status kubelet.service`, and `journalctl -u kubelet -b | grep 'running with swap on is not supported'`.",
      "What turns swap on at boot: {krane.swap.restored_by}. What kubelet was told: {krane.kubelet.fail_swap_on}.",
    ],
    mitigate: [
      "`swapoff -a` first; what is used of it has to fit into free memory (`free -b`). Then /proc/swaps has to hold nothing but its heading.",
      "`systemctl restart kubelet.service`, then `systemctl is-active kubelet.service` has to say active; look again a minute later, as it may start and end over and over.",
      "`krane-agent check --only services --wait 60s`: nova-compute, neutron-dhcp-agent, neutron-lb-agent, neutron-metadata-agent, hostroute-bird and hostroute-bird-exporter have to run; up to three tries, one minute apart.",
      "Keep it off at the next boot: take out {krane.swap.restored_by}; `systemctl mask` a *.swap unit; remove or empty zram-generator.conf.",
      "`gapi show {host.name}`: every guest active, ping and ssh true.",
    ],
    escalate:
      "kubelet not active, or a container not Running, after the third try: call compute-platform on-call (@@krane.oncall ), prod at once, dev by mention in office hours.",
    reference:
      "Manual 4.10, part c (containerd regions), 2.가 and 2.다; kubernetes: failSwapOn is true unless the configuration or --fail-swap-on says otherwise.",
  },
  ko: {
    title: "스왑 사용으로 kubelet 기동 불가",
    impact:
      "스왑이 켜져 있으면 kubelet 이 기동하지 않으므로(failSwapOn) {host.name} 의 nova-compute, neutron, hostroute 가 기동되거나 재기동되지 않음. 이미 실행 중인 kubelet 은 다음 기동 시 동일하게 실패함.",
    verify: [
      "{host.name} 에서 `cat /proc/swaps`: 제목 줄 외에 내용이 있으면 스왑 사용 중({krane.swap.devices}). `free -h` 는 작은 스왑을 0B 로 반올림함.",
      "`systemctl status kubelet.service`, `journalctl -u kubelet -b | grep 'running with swap on is not supported'` 확인.",
      "부팅 시 스왑을 켜는 설정: {krane.swap.restored_by}. kubelet 설정: {krane.kubelet.fail_swap_on}.",
    ],
    mitigate: [
      "먼저 `swapoff -a` 실행. 사용 중인 스왑이 여유 메모리에 들어가야 함(`free -b`). 이후 /proc/swaps 에 제목 줄만 남아야 함.",
      "`systemctl restart kubelet.service` 실행 후 `systemctl is-active kubelet.service` 가 active 인지 확인. 기동과 종료를 반복할 수 있으므로 1분 후 다시 확인.",
      "`krane-agent check --only services --wait 60s` 로 nova-compute, neutron-dhcp-agent, neutron-lb-agent, neutron-metadata-agent, hostroute-bird, hostroute-bird-exporter 실행 확인. 1분 간격으로 3회까지 진행.",
      "재부팅 후 다시 켜지지 않도록 {krane.swap.restored_by} 제거. *.swap 유닛은 `systemctl mask`, zram-generator.conf 는 삭제하거나 비움.",
      "`gapi show {host.name}` 으로 모든 VM 이 active 이고 ping, ssh 칼럼이 true 인지 확인.",
    ],
    escalate:
      "3회 이후에도 kubelet 이 active 가 아니거나 Running 이 아닌 컨테이너가 있으면 컴퓨팅플랫폼 온콜(@@krane.oncall )에 연락. 운영은 즉시 호출, 개발은 주간에 아지트 멘션으로 공유.",
    reference:
      "장애처리 매뉴얼 4.10 c (containerd 리전) 2.가, 2.다; kubernetes failSwapOn 기본값 true (설정 파일 또는 --fail-swap-on 으로 변경).",
  },
});
