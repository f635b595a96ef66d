import { defineCheck } from "../core/index.ts";
import { controlPath, readControl, seenService } from "../parse/monit/monit-host.ts";
import { programVerdicts } from "../parse/monit/monit-programs.ts";

/** A process runs on while its job's directory is gone; the next stop fails, and a BOSH recreate with it (seed 001). */
export default defineCheck({
  id: "monit-programs",
  title: { en: "Start and stop programs of monit's services exist", ko: "monit 서비스의 시작/중지 프로그램" },
  group: "services",
  every: "5m",
  runbook: "monit-program-missing",
  reasons: {
    ProgramsThere: { en: "{service.name}: its programs are there", ko: "{service.name}: 시작/중지 프로그램 정상" },
    ProgramMissing: {
      en: "{service.name}: {krane.monit.programs} does not exist; the next stop or restart fails",
      ko: "{service.name}: {krane.monit.programs} 없음, 다음 중지/재시작이 실패함",
    },
    ProgramNotExecutable: {
      en: "{service.name}: {krane.monit.programs} is not executable; the next stop or restart fails",
      ko: "{service.name}: {krane.monit.programs} 실행 권한 없음, 다음 중지/재시작이 실패함",
    },
    InterpreterMissing: {
      en: "{service.name}: the interpreter of {krane.monit.programs} does not exist; the next stop or restart fails",
      ko: "{service.name}: {krane.monit.programs} 의 인터프리터 없음, 다음 중지/재시작이 실패함",
    },
    ProgramUnseen: {
      en: "{service.name}: {krane.monit.programs} cannot be seen",
      ko: "{service.name}: {krane.monit.programs} 확인 불가",
    },
    ProcessGone: {
      en: "{service.name}: process {process.pid} of its pid file is gone",
      ko: "{service.name}: pid 파일의 프로세스 {process.pid} 없음",
    },
    ControlUnseen: {
      en: "a control file of monit cannot be read: {krane.monit.why}",
      ko: "monit 설정 파일을 읽을 수 없음: {krane.monit.why}",
    },
    MonitAbsent: { en: "monit is not set up here", ko: "monit 설정 없음" },
    MonitEmpty: { en: "monit runs no programs here", ko: "monit 에 등록된 프로그램 없음" },
  },
  async run(host) {
    const path = await controlPath(host);
    const control = path === undefined ? undefined : await readControl(host, path);
    const services = new Map(control?.known === true ? control.value.services.map((one) => [one.name, one]) : []);
    return programVerdicts(
      control,
      await Promise.all([...services.values()].map((service) => seenService(host, service))),
    );
  },
});
