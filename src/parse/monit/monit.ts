import type { Answer, Attributes, Kept, MonitService, MonitStatus, Verdict } from "../../core/index.ts";
import type { Ended } from "./monit-log-tail.ts";
import type { ProcessSeen } from "./monit-process.ts";
import { SERVICE_STATUS, type ServiceFacts, type ServiceReason, serviceReason } from "./monit-service.ts";
import { type Watched, watchServices } from "./monit-watch.ts";
import { actionWord, isNotRun, isNotThere, statusWords, typeWord } from "./monit-words.ts";
import type { MonitControl } from "./monitrc-files.ts";

export type MonitReason = ServiceReason | "MonitAbsent" | "MonitEmpty" | "MonitUnreachable";

export interface MonitFacts {
  /** Undefined where there is no control file at all. */
  readonly control: Answer<MonitControl> | undefined;
  readonly status: Answer<MonitStatus>;
  /** Of each process that monit names. */
  readonly processes: ReadonlyMap<string, ProcessSeen>;
  /** Who ended monit's watch over a service, by its log. */
  readonly ends?: ReadonlyMap<string, Ended>;
  readonly kept: Kept | undefined;
  readonly bootId: string | undefined;
}

const ITSELF = { type: "service", name: "monit" } as const;
/** monit(1): a start and a stop have 30 s each. */
const DEFAULT_TIMEOUTS_S = 60;
const DEFAULT_POLL_S = 120;

/** How long monit may be busy with the programs of this service, seconds. */
function timeoutsOf(name: string, control: Answer<MonitControl> | undefined): number {
  const service = control?.known === true ? control.value.services.find((one) => one.name === name) : undefined;
  if (service === undefined || service.programs.length === 0) return DEFAULT_TIMEOUTS_S;
  return service.programs.reduce((sum, { timeoutS }) => sum + timeoutS, 0);
}

/** A program of the service may be running now: monit waits for it, and looks at nothing else meanwhile. */
function isBusy({ status = 0, monitor = 0, pendingAction = 0 }: MonitService): boolean {
  return pendingAction > 0 || monitor === 2 || isNotThere(status) || isNotRun(status);
}

/**
 * monit is single-threaded: with a poll of 3 s, data that was up to 22 s old was served while one stop was awaited (measured). What is
 * older than two polls and all programs that may be running is not slow but stuck.
 */
function staleAfter(status: MonitStatus, control: Answer<MonitControl> | undefined): number {
  const busy = status.services.filter(isBusy).map(({ name }) => timeoutsOf(name, control));
  return 2 * (status.pollS ?? DEFAULT_POLL_S) + busy.reduce((sum, timeouts) => sum + timeouts, 0);
}

function attributesOf({ service, seen, ageS, watched, ended, needs = [] }: ServiceFacts, version: string): Attributes {
  const action = actionWord(service.pendingAction);
  return {
    "service.name": service.name,
    "krane.monit.version": version,
    "krane.monit.type": typeWord(service.type),
    "krane.monit.state": service.status === undefined ? "not told" : statusWords(service.status),
    ...(service.monitor === undefined ? {} : { "krane.monit.monitor": service.monitor }),
    ...(action === undefined
      ? {}
      : { "krane.monit.pending_action": action, "krane.monit.pending_s": watched.waitingS }),
    ...(seen?.pid === undefined ? {} : { "process.pid": seen.pid }),
    ...(ageS === undefined ? {} : { "krane.monit.age_s": ageS }),
    ...(watched.changes === 0 ? {} : { "krane.monit.restarts": watched.changes }),
    ...(ended?.by === "monit" ? { "krane.monit.gave_up_after": ended.restarts } : {}),
    ...(needs.length === 0 ? {} : { "krane.monit.depends_on": needs }),
  };
}

function evidenceOf({ service, seen, ageS }: ServiceFacts, version: string): readonly string[] {
  const { status, monitor = "?", pendingAction = "?" } = service;
  const bits = status === undefined ? "?" : `0x${status.toString(16)} (${statusWords(status)})`;
  const age = ageS === undefined ? "" : `, looked at ${ageS} s ago`;
  const said = `monit ${version}: ${service.name}: status ${bits}, monitor ${monitor}, pending ${pendingAction}${age}`;
  return seen === undefined ? [said] : [said, seen.raw];
}

function serviceVerdict(facts: ServiceFacts, version: string): Verdict<MonitReason> {
  const reason = serviceReason(facts);
  return {
    status: SERVICE_STATUS[reason],
    reason,
    subject: { type: "service", name: facts.service.name },
    attributes: attributesOf(facts, version),
    evidence: evidenceOf(facts, version),
  };
}

/** What is known of one service beside the others. */
function factsOf(service: MonitService, facts: MonitFacts, common: Common): ServiceFacts {
  const { control, processes, ends } = facts;
  const { askedAt, watched, staleAfterS, rare } = common;
  const written = rare === undefined ? {} : { isRare: rare.has(service.name) };
  return {
    service: service.isRare === true ? service : { ...service, ...written },
    seen: processes.get(service.name),
    watched: watched.get(service.name) ?? { changes: 0, waitingS: 0 },
    ageS: service.collectedAt === undefined ? undefined : Math.round(askedAt / 1000 - service.collectedAt),
    staleAfterS,
    ended: ends?.get(service.name),
    needs: control?.known === true ? lostNeeds(service.name, control.value, processes) : [],
  };
}

interface Common {
  readonly askedAt: number;
  readonly watched: ReadonlyMap<string, Watched>;
  readonly staleAfterS: number;
  /** Undefined where no control file can be read. */
  readonly rare: ReadonlySet<string> | undefined;
}

/** What it depends on, as far as that does not run. */
function lostNeeds(name: string, control: MonitControl, processes: MonitFacts["processes"]): readonly string[] {
  const own = control.services.find((one) => one.name === name)?.dependsOn ?? [];
  return [...new Set(own)].filter((needed) => processes.get(needed)?.alive === false);
}

function serviceVerdicts(facts: MonitFacts, status: MonitStatus): readonly Verdict<MonitReason>[] {
  const { control, processes, kept, bootId } = facts;
  const named = [...new Map(status.services.map((service) => [service.name, service])).values()];
  const looks = named.map((service) => ({
    name: service.name,
    pid: processes.get(service.name)?.pid ?? service.pid,
    action: actionWord(service.pendingAction),
  }));
  const { watched, keep } = watchServices(looks, { kept, bootId, now: status.askedAt });
  const written = control?.known === true ? control.value.services.filter(({ isRare }) => isRare) : undefined;
  const rare = written && new Set(written.map(({ name }) => name));
  const common = { askedAt: status.askedAt, watched, staleAfterS: staleAfter(status, control), rare };
  const verdicts = named.map((service) => serviceVerdict(factsOf(service, facts, common), status.version));
  return verdicts.map((verdict, at) => (at === 0 ? { ...verdict, keep } : verdict));
}

function whole(
  status: Verdict["status"],
  reason: MonitReason,
  attributes?: Attributes,
): readonly Verdict<MonitReason>[] {
  return [{ status, reason, subject: ITSELF, ...(attributes === undefined ? {} : { attributes }) }];
}

/** Each service that monit looks after; what monit does not tell is not known, never down. */
export function monitVerdicts(facts: MonitFacts): readonly Verdict<MonitReason>[] {
  const { control, status } = facts;
  if (control === undefined) return whole("skipped", "MonitAbsent");
  const none = control.known && control.value.unread.length === 0 && control.value.services.length === 0;
  if (status.known && status.value.services.length > 0) return serviceVerdicts(facts, status.value);
  if (status.known || none) return whole("skipped", "MonitEmpty");
  const cause = status.denied === true ? "permission" : "source-lost";
  return whole("unknown", "MonitUnreachable", { "krane.monit.why": status.why, "krane.feature.cause": cause });
}
