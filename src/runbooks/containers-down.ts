import { defineRunbook } from "../core/index.ts";

/** Manual 4.10, 2.b (Docker regions) and 2.c (containerd regions): three restarts at most, one minute apart, each followed by a check. */
export default defineRunbook({
  id: "containers-down",
  en: {
    title: "A container of the host does not run",
    impact:
      "Without nova-compute no guest of {host.name} can be started or stopped, without the neutron agents and hostroute guests that start get no network; guests that run go on. Guests started meanwhile stay stopped, or their ping and ssh stay false.",
    verify: [
      "`krane-agent check --only services` on {host.name}: {service.name} is {krane.container.state}. It asks the runtime itself: `docker-compose ps` exits with 0 in every state, drops the row of a removed container and shows a crash loop as Up; `crictl ps -name nova-*` is content with nova-compute-ssh.",
      "Docker regions: `docker ps -a --filter label=com.docker.compose.project={krane.container.group}`, `docker logs --tail 50 {container.name}`. containerd regions: `crictl ps -a --name '^{service.name}$'`, `crictl logs --tail 50 <id>`.",
      "Another project name: somebody ran docker-compose from another directory or with -p; the group's own docker-compose does not see that container.",
      "containerd regions: swap has to be off (`cat /proc/swaps` shows its heading only), else kubelet starts nothing: `krane-agent check --only kubelet-swap`.",
      "Runtime that does not answer: nothing is known of the containers, they may well run. `systemctl status docker.service` or `systemctl status containerd.service`; where there is no socket it is stopped, where it does not answer it is frozen or overloaded.",
    ],
    mitigate: [
      "Daemon restarts in the last hour so far: {krane.restart.last_hour}. They count; at 3 restart nothing more and go to Escalate. The agent itself restarts nothing.",
      "First restart, the daemon: `{krane.restart.daemon}`, then `krane-agent check --only services --wait 60s`, which looks until all is well or the minute is over.",
      "Still not well, second restart a minute later, the group itself: `{krane.restart.group}`, then the same check. In containerd regions kubelet starts what was stopped; a container that is missing altogether is for kubelet to make: `journalctl -u kubelet -n 100`.",
      "Still not well, third and last restart: the same again, then the same check.",
      "Docker regions, missing: `docker-compose restart` starts what exited, is paused or was never started, and makes nothing anew. `cd /opt/krane/{krane.container.group} && docker-compose up -d --no-recreate {service.name}`.",
      "Docker regions, under another project: `docker rm -f {container.name}` first, as two of them get into each other's way, then the same `up -d`.",
      "Docker regions, health check fails: `docker inspect -f '{{json .State.Health}}' {container.name}` tells what it said; a restart only helps where the process itself hangs.",
      "Restarting Docker may restart its containers; guests are processes of the host and go on.",
      "`gapi show {host.name}`: every guest active, ping and ssh true; `gapi start` those that are not.",
    ],
    escalate:
      "Not well a minute after the third restart, or the same container again within the hour: call compute-platform on-call (@@krane.oncall ), prod at once, dev by mention in office hours. Say which container, its state and exit code, and how often what was restarted.",
    reference: "Manual 4.10, 2.b and 2.c; docker/compose 1.29.2, cri-tools and containerd 1.6.20 as measured.",
  },
  ko: {
    title: "PM 서비스 컨테이너 비정상",
    impact:
      "nova-compute 가 없으면 {host.name} 의 VM 을 시작하거나 중지할 수 없고, neutron 에이전트와 hostroute 가 없으면 새로 시작한 VM 의 네트워크가 연결되지 않음. 실행 중인 VM 은 유지됨. 그 사이 시작한 VM 은 stopped 상태로 남거나 ping, ssh 가 false 로 남음.",
    verify: [
      "{host.name} 에서 `krane-agent check --only services` 실행: {service.name} 상태는 {krane.container.state}. 런타임 API 에 직접 질의하므로 이 결과를 기준으로 판단. `docker-compose ps` 는 어떤 상태에서도 종료 코드가 0 이고, 삭제된 컨테이너는 표시하지 않으며, 반복 재시작 중인 컨테이너도 Up 으로 표시함. `crictl ps -name nova-*` 는 nova-compute-ssh 만 있어도 출력됨.",
      "도커 리전: `docker ps -a --filter label=com.docker.compose.project={krane.container.group}`, `docker logs --tail 50 {container.name}`. containerd 리전: `crictl ps -a --name '^{service.name}$'`, `crictl logs --tail 50 <id>`.",
      "다른 프로젝트 이름으로 실행 중인 경우: 다른 디렉터리에서 또는 -p 옵션으로 docker-compose 를 실행한 것으로, 해당 그룹의 docker-compose 에서는 보이지 않음.",
      "containerd 리전: 스왑이 꺼져 있어야 함(`cat /proc/swaps` 에 제목 줄만 출력). 켜져 있으면 kubelet 이 컨테이너를 시작하지 않음: `krane-agent check --only kubelet-swap`.",
      "런타임이 응답하지 않는 경우: 컨테이너 상태를 알 수 없을 뿐 정상 동작 중일 수 있음. `systemctl status docker.service` 또는 `systemctl status containerd.service` 확인. 소켓이 없으면 중지된 것이고, 무응답이면 멈춤(hang) 또는 과부하 상태.",
    ],
    mitigate: [
      "최근 1시간 데몬 재시작 횟수: {krane.restart.last_hour}. 이 횟수도 포함하여 3회이면 더 재시작하지 말고 전파로 진행. 에이전트는 아무것도 재시작하지 않음.",
      "1차 재시작(데몬): `{krane.restart.daemon}` 실행 후 `krane-agent check --only services --wait 60s` 로 확인. 모두 정상이 되거나 1분이 지날 때까지 반복 확인함.",
      "정상이 아니면 1분 후 2차 재시작(해당 그룹): `{krane.restart.group}` 실행 후 동일하게 확인. containerd 리전에서는 중지한 컨테이너를 kubelet 이 다시 시작함. 컨테이너가 아예 없으면 kubelet 로그 확인: `journalctl -u kubelet -n 100`.",
      "정상이 아니면 1분 후 3차(마지막) 재시작: 동일하게 실행 후 확인.",
      "도커 리전, 컨테이너 없음(missing): `docker-compose restart` 는 종료, 일시 정지, 미시작 컨테이너만 시작하며 새로 만들지 않음. `cd /opt/krane/{krane.container.group} && docker-compose up -d --no-recreate {service.name}` 실행.",
      "도커 리전, 다른 프로젝트로 실행 중: 두 개가 서로 충돌하므로 먼저 `docker rm -f {container.name}`, 이후 동일하게 `up -d`.",
      "도커 리전, health check 실패: `docker inspect -f '{{json .State.Health}}' {container.name}` 으로 검사 출력 확인. 재시작은 프로세스 자체가 멈춘 경우에만 효과가 있음.",
      "도커를 재시작하면 컨테이너도 재시작될 수 있음. VM 은 PM 의 프로세스이므로 유지됨.",
      "`gapi show {host.name}` 으로 모든 VM 이 active 이고 ping, ssh 칼럼이 true 인지 확인. 아닌 VM 은 `gapi start`.",
    ],
    escalate:
      "3차 재시작 1분 후에도 정상이 아니거나 1시간 안에 같은 컨테이너가 다시 비정상이 되면 컴퓨팅플랫폼 온콜(@@krane.oncall )에 연락. 운영은 즉시 호출, 개발은 주간에 아지트 멘션으로 공유. 컨테이너 이름, 상태, 종료 코드, 무엇을 몇 번 재시작했는지 함께 전달.",
    reference:
      "장애처리 매뉴얼 4.10 2.b(도커 리전), 2.c(containerd 리전). docker-compose 1.29.2, containerd 1.6.20 측정 결과.",
  },
});
