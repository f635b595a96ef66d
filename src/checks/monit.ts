import { defineCheck, notKnown } from "../core/index.ts";
import { monitVerdicts } from "../parse/monit/monit.ts";
import { bootIdOf, controlPath, isIdle, processesOf, readControl } from "../parse/monit/monit-host.ts";
import { endsOf } from "../parse/monit/monit-log-tail.ts";

/**
 * `monit summary` exits with 0 while everything fails, and its words hide who asked for what; the bits of its XML and the processes
 * themselves are told together (measured: 5.2.5 and 5.33; seed 001).
 */
export default defineCheck({
  id: "monit",
  title: { en: "Services under monit run", ko: "monit 관리 서비스" },
  group: "services",
  every: "1m",
  runbook: "monit-service",
  case: "4.10",
  reasons: {
    ServiceFine: { en: "{service.name}: fine", ko: "{service.name}: 정상" },
    ServiceDead: {
      en: "{service.name}: process is not running (monit: {krane.monit.state})",
      ko: "{service.name}: 프로세스 없음 (monit: {krane.monit.state})",
    },
    ServiceStopped: {
      en: "{service.name}: process is not running and monit does not watch it: stopped by hand or given up",
      ko: "{service.name}: 프로세스 없음, monit 감시 중지 상태(수동 중지 또는 재시작 포기)",
    },
    ServiceReused: {
      en: "{service.name}: process is not running, its number {process.pid} is another process's by now",
      ko: "{service.name}: 프로세스 없음, pid 파일의 {process.pid} 는 다른 프로세스가 재사용 중",
    },
    StoppedByUser: {
      en: "{service.name}: process is not running, stopped or unmonitored on request by monit's log",
      ko: "{service.name}: 프로세스 없음, 사용자 요청으로 중지 또는 감시 해제됨(monit 로그)",
    },
    GaveUp: {
      en: "{service.name}: process is not running, monit gave up after {krane.monit.gave_up_after} restarts",
      ko: "{service.name}: 프로세스 없음, {krane.monit.gave_up_after}회 재시작 후 monit 이 포기함",
    },
    GaveUpRuns: {
      en: "{service.name}: runs, but monit gave up after {krane.monit.gave_up_after} restarts and does not watch it",
      ko: "{service.name}: 실행 중이나 {krane.monit.gave_up_after}회 재시작 후 monit 이 포기하여 감시하지 않음",
    },
    DependencyDown: {
      en: "{service.name}: process is not running, it depends on {krane.monit.depends_on}, which does not run",
      ko: "{service.name}: 프로세스 없음, 의존 서비스 {krane.monit.depends_on} 중단 상태",
    },
    PidFileGone: {
      en: "{service.name}: process {process.pid} runs, but its pid file is gone or empty; monit may take it for dead",
      ko: "{service.name}: 프로세스 {process.pid} 실행 중이나 pid 파일이 없거나 비어 있음, monit 이 중단으로 판단할 수 있음",
    },
    CheckOverdue: {
      en: "{service.name}: runs, but monit has not looked at it for {krane.monit.age_s} s",
      ko: "{service.name}: 실행 중이나 monit 이 {krane.monit.age_s}초 동안 확인하지 않음",
    },
    CrashLoop: {
      en: "{service.name}: crash loop, {krane.monit.restarts} new processes within 15 min (monit: {krane.monit.state})",
      ko: "{service.name}: 반복 비정상 종료, 15분 내 프로세스 {krane.monit.restarts}회 교체 (monit: {krane.monit.state})",
    },
    ServiceRestarting: {
      en: "{service.name}: runs, but is another process than before for the {krane.monit.restarts}th time within 15 min",
      ko: "{service.name}: 실행 중이나 15분 내 프로세스가 {krane.monit.restarts}회 바뀜",
    },
    StopFailed: {
      en: "{service.name}: a stop or start failed, the old process {process.pid} still serves (monit: {krane.monit.state})",
      ko: "{service.name}: 중지/시작 실패, 기존 프로세스 {process.pid} 가 계속 서비스 중 (monit: {krane.monit.state})",
    },
    ExecutionFailed: {
      en: "{service.name}: a start or stop failed (monit: {krane.monit.state})",
      ko: "{service.name}: 시작/중지 실패 (monit: {krane.monit.state})",
    },
    ActionPending: {
      en: "{service.name}: somebody asked for {krane.monit.pending_action}, not done yet (monit: {krane.monit.state})",
      ko: "{service.name}: 사람이 요청한 {krane.monit.pending_action} 처리 대기 중 (monit: {krane.monit.state})",
    },
    ActionStuck: {
      en: "{service.name}: {krane.monit.pending_action} asked for {krane.monit.pending_s} s ago and not done",
      ko: "{service.name}: {krane.monit.pending_action} 요청 후 {krane.monit.pending_s}초 동안 처리되지 않음",
    },
    Unmonitored: { en: "{service.name}: monit does not watch it", ko: "{service.name}: monit 감시 중지 상태" },
    AlertCondition: { en: "{service.name}: {krane.monit.state}", ko: "{service.name}: {krane.monit.state}" },
    NotChecked: { en: "{service.name}: monit has not looked at it yet", ko: "{service.name}: monit 확인 전" },
    ServiceManual: {
      en: "{service.name}: not running, started by hand only (mode manual)",
      ko: "{service.name}: 중지 상태, 수동 시작 서비스(mode manual)",
    },
    MonitStale: {
      en: "{service.name}: monit last looked at it {krane.monit.age_s} s ago and is stuck",
      ko: "{service.name}: monit 의 마지막 확인이 {krane.monit.age_s}초 전, monit 멈춤",
    },
    ServiceUnseen: {
      en: "{service.name}: state not known (monit: {krane.monit.state})",
      ko: "{service.name}: 상태 확인 불가 (monit: {krane.monit.state})",
    },
    MonitUnreachable: { en: "services not known: {krane.monit.why}", ko: "서비스 상태 확인 불가: {krane.monit.why}" },
    MonitAbsent: { en: "monit is not set up here", ko: "monit 설정 없음" },
    MonitEmpty: { en: "monit looks after no service here", ko: "monit 에 등록된 서비스 없음" },
  },
  async run(host) {
    const path = await controlPath(host);
    const control = path === undefined ? undefined : await readControl(host, path);
    if (path === undefined || control === undefined || isIdle(control)) {
      const nobody = { kept: undefined, bootId: undefined, processes: new Map() };
      return monitVerdicts({ ...nobody, control, status: notKnown("there is no monit to ask") });
    }
    const status = await host.probe("monit-status", { control: path });
    const processes = status.known ? await processesOf(host, status.value, control) : new Map();
    const files = control.known ? control.value : undefined;
    const ends = status.known ? await endsOf(host, status.value, files) : new Map();
    const kept = await host.kept("monit");
    return monitVerdicts({ control, status, processes, ends, kept, bootId: await bootIdOf(host) });
  },
});
