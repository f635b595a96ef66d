import { defineRunbook } from "../core/index.ts";

/** bosh, agent_client.rb (RpcTimeout 450002); seed 003, --fix. */
export default defineRunbook({
  id: "bosh-agent-unreachable",
  en: {
    title: "The BOSH agent of an instance does not answer",
    impact:
      "{krane.bosh.instance}: the director cannot reach the agent. Whether its jobs run is not known: the VM may be down, cut off from NATS, frozen, or its disk full.",
    verify: [
      "`bosh -d {krane.bosh.deployment} is --details`: unresponsive agent? More than one of the same host or network?",
      "The VM at the IaaS (vSphere, OpenStack): powered on? its console? ping and ssh?",
      "On the VM, if it can be reached: `df -h`, `systemctl status bosh-agent` or `sv status agent`, `tail -50 /var/vcap/bosh/log/current`.",
      "On the director: `monit summary` (nats running?).",
    ],
    mitigate: [
      "Disk full or frozen: make room, then restart the agent (`sv restart agent`).",
      "VM gone or not to be repaired: `bosh -d {krane.bosh.deployment} cck` and choose recreate, or `bosh -d {krane.bosh.deployment} recreate --fix {krane.bosh.instance}`; --fix is for just this.",
      "Deploy again, then `bosh -d {krane.bosh.deployment} is`: every instance running; then look at the workload itself.",
    ],
    escalate:
      "Still so after one repair, or more than one instance of {krane.bosh.deployment} affected: call whoever owns the deployment; hand over the task number and the lines above.",
    reference: "Seed 003, 1.3 (--fix); bosh: Timed out sending / Timed out pinging, RpcTimeout 450002.",
  },
  ko: {
    title: "BOSH 에이전트 무응답",
    impact:
      "{krane.bosh.instance}: director 가 에이전트에 접근할 수 없음. job 동작 여부는 알 수 없음: VM 중지, NATS 단절, 멈춤, 디스크 풀 가능성.",
    verify: [
      "`bosh -d {krane.bosh.deployment} is --details`: unresponsive agent 여부, 동일 PM 또는 네트워크의 다른 인스턴스 확인.",
      "IaaS(vSphere, OpenStack) 에서 VM 전원, 콘솔, ping, ssh 확인.",
      "VM 접속이 가능하면 `df -h`, `systemctl status bosh-agent` 또는 `sv status agent`, `tail -50 /var/vcap/bosh/log/current`.",
      "director 에서 `monit summary` (nats running 여부).",
    ],
    mitigate: [
      "디스크 풀 또는 멈춤: 공간 확보 후 에이전트 재기동(`sv restart agent`).",
      "VM 이 없거나 복구 불가: `bosh -d {krane.bosh.deployment} cck` 에서 recreate 선택 또는 `bosh -d {krane.bosh.deployment} recreate --fix {krane.bosh.instance}`. --fix 는 이 경우를 위한 옵션.",
      "다시 deploy 후 `bosh -d {krane.bosh.deployment} is` 로 모든 인스턴스 running 확인, 이어서 실제 서비스 확인.",
    ],
    escalate:
      "한 번의 조치 후에도 동일하거나 {krane.bosh.deployment} 의 여러 인스턴스에 발생하면 해당 deployment 담당자에게 연락하고 task 번호와 위 로그를 전달.",
    reference: "seed 003 1.3 (--fix 사용); bosh Timed out sending / Timed out pinging, RpcTimeout 450002.",
  },
});
