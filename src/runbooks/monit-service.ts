import { defineRunbook } from "../core/index.ts";

/** Manual 4.10; seed 001; what monit 5.2.5 and 5.33 do was measured (facts on services). */
export default defineRunbook({
  id: "monit-service",
  en: {
    title: "A service under monit is down, failing or not known",
    impact:
      "{service.name} is not served, or the next restart of it fails. On a BOSH VM one such service makes the whole instance `failing`, while `cck` reports 0 problems.",
    verify: [
      "`krane-agent check --only monit` and `krane-agent check --only monit-programs`: reason and process of each service. `monit summary` exits with 0 while everything fails.",
      "Not running: `ps -fp $(cat PIDFILE)`, the newest lines of /var/vcap/monit/monit.log or /var/log/monit.log, and the service's own log.",
      "Not watched: `grep -e 'on user request' -e 'service restarted' MONIT_LOG | grep \"'{service.name}'\" | tail -3` tells a stop by hand from one that was given up; XML and summary show both as `Not monitored` with status 0.",
      "A service that depends on another is stopped with it: look at that one first. A pid file whose number another process has by now (`ps -o lstart,cmd -p PID`, younger than the file) keeps monit content with a dead service.",
      "`restart pending`, `stop pending`: a person or BOSH asked for it. monit waits for one program at a time, 30 s each unless told otherwise; all other states are old meanwhile.",
      "Crash loop: one summary cannot tell it, it shows `Does not exist`, `Execution failed`, `not monitored` or `Initializing` by chance. Look again for some minutes, or read monit's log.",
      "A stop failed while the old process serves on: `ls -l` of the stop program (monit's control file names it). 5.33 forgets a failed stop, only its log has it.",
      "monit does not answer: that says nothing of the services. `ps -C monit`; on a BOSH VM its firewall drops every client but BOSH's own, so use the `monit` of the VM as root; look at the pid files.",
      "monit stuck or stale: `ps -o stat,wchan -C monit` (T stopped, D waiting for a disk).",
    ],
    mitigate: [
      "Read why it ended before you start it: disk space, memory (`dmesg -T | grep -i oom`), a file of its configuration.",
      "`monit start {service.name}` or `monit restart {service.name}`, wait for its timeout, `krane-agent check --only monit`; up to three times, one minute apart (4.10).",
      "Not monitored and running: `monit monitor {service.name}`. The flag outlives a restart of monit.",
      "Start or stop program gone: do not restart. `krane-agent explain monit-program-missing`.",
      "A retry of a failed stop fails at once on the old state (5.2.5, `Stopping services '[x]' errored`): on BOSH `delete-vm`, then `recreate` (seed 001).",
    ],
    escalate:
      "Three restarts did not help, or the process dies within a minute each time: on-call of the service (manual 4.10).",
    reference: "Manual 4.10; seed 001 (PKS master, fluentd); monit(1); bosh-agent jobsupervisor/monit.",
  },
  ko: {
    title: "monit 관리 서비스 중단, 이상 또는 상태 확인 불가",
    impact:
      "{service.name} 서비스가 제공되지 않거나 다음 재시작이 실패함. BOSH VM 은 서비스 하나만 이상이어도 instance 전체가 `failing` 이 되며, `cck` 는 0 problems 로 표시함.",
    verify: [
      "`krane-agent check --only monit`, `krane-agent check --only monit-programs` 로 서비스별 원인과 프로세스 확인. `monit summary` 는 모두 실패 중이어도 종료 코드 0.",
      "프로세스 없음: `ps -fp $(cat PIDFILE)`, /var/vcap/monit/monit.log 또는 /var/log/monit.log 마지막 부분, 해당 서비스 로그 확인.",
      "감시 중지: `grep -e 'on user request' -e 'service restarted' MONIT_LOG | grep \"'{service.name}'\" | tail -3` 으로 수동 중지와 재시작 포기를 구분. XML 과 summary 에는 모두 `Not monitored`, status 0 으로 표시됨.",
      "다른 서비스에 의존하는 서비스는 함께 중지되므로 의존 대상부터 확인. pid 파일의 번호를 다른 프로세스가 재사용하면(`ps -o lstart,cmd -p PID`, 파일보다 늦게 시작됨) monit 은 중단된 서비스를 정상으로 판단함.",
      "`restart pending`, `stop pending`: 사람 또는 BOSH 가 요청한 것. monit 은 프로그램을 하나씩 기다리며(기본 30초) 그동안 다른 서비스 상태는 갱신되지 않음.",
      "반복 비정상 종료: summary 한 번으로는 알 수 없음(`Does not exist`, `Execution failed`, `not monitored`, `Initializing` 중 하나로 보임). 몇 분간 다시 보거나 monit 로그 확인.",
      "중지 실패 후 기존 프로세스가 계속 서비스 중: 중지 프로그램을 `ls -l` 로 확인(monit 설정 파일에 경로가 있음). 5.33 은 중지 실패 상태가 남지 않고 로그에만 남음.",
      "monit 응답 없음: 서비스 중단을 뜻하지 않음. `ps -C monit` 확인. BOSH VM 은 방화벽이 BOSH 외 클라이언트를 drop 하므로 VM 의 `monit` 을 root 로 실행하고 pid 파일 확인.",
      "monit 멈춤: `ps -o stat,wchan -C monit` (T 정지, D 디스크 대기).",
    ],
    mitigate: [
      "시작 전에 종료 원인부터 확인: 디스크 여유 공간, 메모리(`dmesg -T | grep -i oom`), 설정 파일.",
      "`monit start {service.name}` 또는 `monit restart {service.name}` → timeout 만큼 대기 → `krane-agent check --only monit`. 1분 간격으로 최대 3회(4.10).",
      "실행 중이나 감시 중지: `monit monitor {service.name}`. 이 상태는 monit 을 재시작해도 유지됨.",
      "시작/중지 프로그램이 없으면 재시작하지 말 것. `krane-agent explain monit-program-missing` 참고.",
      "중지 실패 후 재시도는 이전 상태 때문에 즉시 실패함(5.2.5, `Stopping services '[x]' errored`): BOSH 에서 `delete-vm` 후 `recreate` (seed 001).",
    ],
    escalate: "3회 재시작해도 복구되지 않거나 매번 1분 내에 종료되면 해당 서비스 온콜에 연락 (매뉴얼 4.10).",
    reference: "장애처리 매뉴얼 4.10, seed 001 (PKS master, fluentd), monit(1), bosh-agent jobsupervisor/monit.",
  },
});
