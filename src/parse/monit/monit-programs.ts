import type { Answer, Status, Verdict } from "../../core/index.ts";
import type { ProcessSeen } from "./monit-process.ts";
import type { MonitProgram, MonitrcService } from "./monitrc.ts";
import type { MonitControl } from "./monitrc-files.ts";

export type ProgramReason =
  | "ProgramsThere"
  | "ProgramMissing"
  | "ProgramNotExecutable"
  | "InterpreterMissing"
  | "ProgramUnseen"
  | "ProcessGone"
  | "ControlUnseen"
  | "MonitAbsent"
  | "MonitEmpty";

const STATUS: Readonly<Record<ProgramReason, Status>> = {
  ProgramsThere: "ok",
  ProgramMissing: "warning",
  ProgramNotExecutable: "warning",
  InterpreterMissing: "warning",
  ProgramUnseen: "unknown",
  ProcessGone: "warning",
  ControlUnseen: "unknown",
  MonitAbsent: "skipped",
  MonitEmpty: "skipped",
};

/** What lies where a program should be. */
export type ProgramState = "there" | "missing" | "not executable" | "no interpreter" | "unseen";

export interface SeenProgram extends MonitProgram {
  readonly state: ProgramState;
  /** What makes it so, where the state alone does not say it: "on /data, which is mounted noexec". */
  readonly why?: string;
}

/** One service of the control files, with its programs and the process of its pid file. */
export interface SeenService {
  readonly service: MonitrcService;
  readonly programs: readonly SeenProgram[];
  readonly process: ProcessSeen | undefined;
}

const ITSELF = { type: "service", name: "monit" } as const;

/** A pid file that is not there is that of a stopped service; one whose process is gone is not. */
function reasonOf({ programs, process }: SeenService): ProgramReason {
  const has = (state: ProgramState) => programs.some((program) => program.state === state);
  if (has("missing")) return "ProgramMissing";
  if (has("not executable")) return "ProgramNotExecutable";
  if (has("no interpreter")) return "InterpreterMissing";
  if (process?.alive === false && process.pid !== undefined) return "ProcessGone";
  return has("unseen") ? "ProgramUnseen" : "ProgramsThere";
}

function programVerdict(seen: SeenService): Verdict<ProgramReason> {
  const { service, programs, process } = seen;
  const reason = reasonOf(seen);
  const wrong = programs.filter(({ state }) => state !== "there");
  const paths = [...new Set((wrong.length === 0 ? programs : wrong).map(({ path }) => path))];
  const job = /^\/var\/vcap\/(?:data\/)?jobs\/([^/]+)\//.exec(paths[0] ?? "")?.[1];
  return {
    status: STATUS[reason],
    reason,
    subject: { type: "service", name: service.name },
    attributes: {
      "service.name": service.name,
      "krane.monit.programs": paths,
      ...(job === undefined ? {} : { "krane.bosh.job": job }),
      ...(process?.pid === undefined ? {} : { "process.pid": process.pid }),
    },
    evidence: [
      ...programs.map(
        ({ at, action, path, state, why }) => `${at}: ${action} program '${path}': ${state}${why ? `, ${why}` : ""}`,
      ),
      ...(process === undefined ? [] : [process.raw]),
    ],
  };
}

function unread({ path, unread: whys }: MonitControl): readonly Verdict<ProgramReason>[] {
  const [why] = whys;
  if (why === undefined) return [];
  const attributes = { "krane.monit.control": path, "krane.monit.why": why };
  return [{ status: "unknown", reason: "ControlUnseen", subject: ITSELF, attributes, evidence: whys }];
}

/**
 * What the next start or stop would trip over. monit's daemon never says it: with the job's directory gone it goes on with "running" and
 * status 0, and only its client warns, because it reads the control files itself (measured: 5.2.5 and 5.33, seed 001).
 */
export function programVerdicts(
  control: Answer<MonitControl> | undefined,
  services: readonly SeenService[],
): readonly Verdict<ProgramReason>[] {
  if (control === undefined) return [{ status: "skipped", reason: "MonitAbsent", subject: ITSELF }];
  if (!control.known) {
    const cause = control.denied === true ? "permission" : "source-lost";
    const attributes = { "krane.monit.control": "", "krane.monit.why": control.why, "krane.feature.cause": cause };
    return [{ status: "unknown", reason: "ControlUnseen", subject: ITSELF, attributes }];
  }
  const told = services.filter(({ programs, process }) => programs.length > 0 || process !== undefined);
  const verdicts = [...told.map(programVerdict), ...unread(control.value)];
  return verdicts.length > 0 ? verdicts : [{ status: "skipped", reason: "MonitEmpty", subject: ITSELF }];
}
