import { defineCheck, type Host, look } from "../core/index.ts";
import { lookAtClock } from "../parse/boot/host-now.ts";
import { countedBefore } from "../parse/container/container-restarts.ts";
import { containerVerdicts } from "../parse/container/container-verdict.ts";
import { type Runtime, startsOf } from "../parse/container/restart-steps.ts";
import {
  type Asked,
  chosen,
  notReadyVerdict,
  readAnswer,
  refusedVerdict,
  wantedNames,
} from "../parse/container/runtime-verdict.ts";
import { daemonStarts } from "../parse/daemon-starts.ts";

const SOCKETS: Readonly<Record<Runtime, string>> = {
  docker: "/run/docker.sock",
  containerd: "/run/containerd/containerd.sock",
};
const RUNTIMES: readonly Runtime[] = ["docker", "containerd"];

/** What cannot even be looked at is there, and says why when it is asked. */
async function isThere(host: Host, path: string): Promise<boolean> {
  try {
    return (await host.stat(path)) !== undefined;
  } catch {
    return true;
  }
}

/** The one of the host's region; where that is not known, each that has a socket. */
async function runtimesOf(host: Host): Promise<readonly Runtime[]> {
  const { runtime } = host.site;
  const isWanted = host.profile.wanted.containers !== undefined;
  if (isWanted && runtime !== undefined) return [runtime];
  const there = await Promise.all(RUNTIMES.map((one) => isThere(host, SOCKETS[one])));
  const found = RUNTIMES.filter((_, index) => there[index]);
  return isWanted && found.length === 0 ? RUNTIMES : found;
}

async function ask(host: Host, runtime: Runtime): Promise<Asked> {
  const verb = runtime === "docker" ? "docker-containers" : "cri-containers";
  return { runtime, answer: readAnswer(runtime, await host.probe(verb, {})) };
}

async function lookOf(host: Host, runtime: Runtime) {
  const [clock, boot] = await Promise.all([lookAtClock(host), look(host, "/proc/sys/kernel/random/boot_id")]);
  const kept = await host.kept("containers");
  const facts = boot.known && kept?.bootId === boot.value ? kept.facts : undefined;
  const now = clock === undefined ? Date.now() : clock.now * 1000;
  const startedAt = await daemonStarts(host, runtime);
  return { now, facts, starts: startsOf({ startedAt, before: facts, now, up: clock?.up }) };
}

/**
 * The services of a hypervisor are containers, and every tool that lists them was caught lying: `docker-compose ps` drops the row of one that
 * was removed and calls a crash loop Up, `crictl ps -name nova-*` is content with nova-compute-ssh (manual 4.10; measured). So the runtimes are
 * asked themselves, for all states, and the answer is held to the exact set of the site.
 */
export default defineCheck({
  id: "containers",
  title: { en: "The host's containers run", ko: "PM 서비스 컨테이너 실행" },
  group: "services",
  every: "1m",
  runbook: "containers-down",
  case: "4.10",
  reasons: {
    ContainerRuns: { en: "{service.name}: running", ko: "{service.name}: 실행 중" },
    ContainerRestarted: {
      en: "{service.name}: running, restarted {krane.container.new_restarts} times in 10 min",
      ko: "{service.name}: 실행 중, 최근 10분간 {krane.container.new_restarts}회 재시작됨",
    },
    ContainerSettling: {
      en: "{service.name}: up for {krane.container.up_seconds} s only, restarted {krane.container.restarts} times",
      ko: "{service.name}: 기동 후 {krane.container.up_seconds}초, 누적 재시작 {krane.container.restarts}회",
    },
    ContainerUnhealthy: {
      en: "{service.name}: running, but its health check fails",
      ko: "{service.name}: 실행 중이나 health check 실패",
    },
    ContainerLeftOver: {
      en: "{service.name}: running, but its pod {k8s.pod.name} is not ready and will be made anew",
      ko: "{service.name}: 실행 중이나 pod {k8s.pod.name} 이 NotReady 상태, kubelet 이 다시 생성할 예정",
    },
    ContainerCrashLoop: {
      en: "{service.name}: crash loop, restarted {krane.container.new_restarts} times in 10 min, exit code {krane.container.exit_code}",
      ko: "{service.name}: 반복 재시작(crash loop), 최근 10분간 {krane.container.new_restarts}회, 종료 코드 {krane.container.exit_code}",
    },
    ContainerRestarting: {
      en: "{service.name}: down, waits to be restarted, exit code {krane.container.exit_code}",
      ko: "{service.name}: 종료되어 재시작 대기 중, 종료 코드 {krane.container.exit_code}",
    },
    ContainerExited: {
      en: "{service.name}: exited, code {krane.container.exit_code}",
      ko: "{service.name}: 종료됨, 종료 코드 {krane.container.exit_code}",
    },
    ContainerCreated: {
      en: "{service.name}: created, never started",
      ko: "{service.name}: 생성 후 한 번도 시작되지 않음",
    },
    ContainerPaused: { en: "{service.name}: paused", ko: "{service.name}: 일시 정지됨(paused)" },
    ContainerDead: {
      en: "{service.name}: {krane.container.state}",
      ko: "{service.name}: 비정상 종료 상태({krane.container.state})",
    },
    ContainerUnclear: {
      en: "{service.name}: the runtime does not know its state",
      ko: "{service.name}: 런타임이 상태를 알지 못함",
    },
    ContainerMissing: {
      en: "{service.name}: missing, there is no such container in {krane.container.group}",
      ko: "{service.name}: 없음, {krane.container.group} 에 해당 컨테이너가 존재하지 않음",
    },
    ContainerElsewhere: {
      en: "{service.name}: runs as {container.name} of project {krane.container.project}, not of {krane.container.group}",
      ko: "{service.name}: {krane.container.group} 이 아닌 다른 프로젝트 {krane.container.project} 에서 {container.name} 으로 실행 중",
    },
    ContainerExtra: {
      en: "{container.name}: {krane.container.state} in {krane.container.group}, where it is not wanted",
      ko: "{container.name}: {krane.container.group} 의 기준 목록에 없는 컨테이너({krane.container.state})",
    },
    ContainersRun: {
      en: "{krane.container.running} of {krane.container.count} containers of {container.runtime} run, no set is wanted",
      ko: "{container.runtime} 컨테이너 {krane.container.count}개 중 {krane.container.running}개 실행 중, 기준 목록 없음",
    },
    RuntimeGone: {
      en: "containers not known, {container.runtime} does not listen: {krane.runtime.why}",
      ko: "컨테이너 확인 불가, {container.runtime} 소켓 없음: {krane.runtime.why}",
    },
    RuntimeSilent: {
      en: "containers not known, {container.runtime} does not answer: {krane.runtime.why}",
      ko: "컨테이너 확인 불가, {container.runtime} 무응답: {krane.runtime.why}",
    },
    RuntimeDenied: {
      en: "containers not known, not allowed to ask {container.runtime}: {krane.runtime.why}",
      ko: "컨테이너 확인 불가, {container.runtime} 접근 권한 없음: {krane.runtime.why}",
    },
    RuntimeUnseen: {
      en: "containers not known: {krane.runtime.why}",
      ko: "컨테이너 확인 불가: {krane.runtime.why}",
    },
    RuntimeNotReady: {
      en: "{container.runtime} cannot start containers: {krane.runtime.why}",
      ko: "{container.runtime} 가 컨테이너를 시작할 수 없는 상태: {krane.runtime.why}",
    },
    NoRuntime: { en: "neither Docker nor containerd here", ko: "Docker, containerd 없음" },
  },
  async run(host) {
    const { name, wanted } = host.profile;
    const all = await Promise.all((await runtimesOf(host)).map((runtime) => ask(host, runtime)));
    const found = chosen(all, ({ runtime }) => wantedNames(wanted.containers?.[runtime]));
    if (found === undefined) return { status: "skipped", reason: "NoRuntime" };
    const { runtime, answer } = found;
    const { now, facts, starts } = await lookOf(host, runtime);
    const groups = wanted.containers?.[runtime];
    const said = { restarting: { runtime, lastHour: starts.length }, groups: Object.keys(groups ?? {}) };
    if (!answer.known) return { ...refusedVerdict(said, answer), keep: { ...facts, starts } };
    const context = { now, before: countedBefore(facts), restarting: said.restarting, groups, profile: name };
    const { verdicts, keep } = containerVerdicts(answer.value, context);
    const { notReady: why } = answer.value;
    const ill = why === undefined ? [] : [notReadyVerdict({ ...said, why })];
    const [first, ...others] = [...ill, ...verdicts];
    return first === undefined ? [] : [{ ...first, keep: { restarts: keep, starts } }, ...others];
  },
});
