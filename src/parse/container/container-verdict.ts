import type { Attributes, ContainerGroups, Verdict } from "../../core/index.ts";
import { featureVerdict, seen } from "../feature.ts";
import type { Container, Containers } from "./container.ts";
import { type Growth, growthOf, type Look } from "./container-restarts.ts";
import { type Expected, type Extra, expectedOn, extrasOn, isActive } from "./container-sets.ts";
import { type Judged, judged, type StateReason, upSeconds } from "./container-state.ts";
import { type Restarting, restartAttributes } from "./restart-steps.ts";

export type ContainerReason =
  | StateReason
  | "ContainerMissing"
  | "ContainerElsewhere"
  | "ContainerExtra"
  | "ContainersRun";

export type ContainerVerdict = Verdict<ContainerReason>;

/** What is wanted of a host's containers, and what the verdicts need beside them. */
export interface ContainerContext extends Look {
  readonly restarting: Restarting;
  /** Undefined where nothing is wanted. */
  readonly groups: ContainerGroups | undefined;
  readonly profile: string;
}

/** Verdicts, and what is kept: no honest host has more containers that are not wanted, or that fail. */
const MOST = 64;
/** Lines of evidence for one container. */
const MOST_LINES = 6;
const NO_CODE = "?";

function containerAttributes({ id, name, pod, project, state, exitCode, restarts, why }: Container): Attributes {
  return {
    "container.id": id,
    "container.name": name,
    "krane.container.state": state,
    "krane.container.exit_code": exitCode ?? NO_CODE,
    ...(project === undefined ? {} : { "krane.container.project": project }),
    ...(restarts === undefined ? {} : { "krane.container.restarts": restarts }),
    ...(why === undefined ? {} : { "krane.container.why": why }),
    ...(pod && { "k8s.pod.name": pod.name, "k8s.namespace.name": pod.namespace, "k8s.pod.uid": pod.uid }),
  };
}

interface Said {
  readonly group: string;
  readonly service: string;
  /** Name of the subject; the service's where absent. */
  readonly name?: string;
  readonly container: Container | undefined;
  readonly judged: Omit<Judged, "reason"> & { readonly reason: ContainerReason };
  readonly growth?: Growth | undefined;
  readonly others?: readonly string[];
}

function verdictOf(said: Said, { now, restarting, profile, groups }: ContainerContext): ContainerVerdict {
  const { group, service, name = service, container, growth, others = [] } = said;
  const { status, reason } = said.judged;
  const runs = container !== undefined && (status === "unknown" ? undefined : container.state === "running");
  const isWanted = groups?.[group]?.includes(service) === true;
  const up = container && upSeconds(container, now);
  return featureVerdict({
    status,
    reason,
    subject: { type: "service", name: `${group}/${name}` },
    feature: {
      ...(groups && { configured: seen(isWanted, `profile ${profile}`, `${group}: ${groups[group]?.join(", ")}`) }),
      effective: seen(runs, restarting.runtime, container?.line ?? `no ${service} in ${group}`),
    },
    attributes: {
      "service.name": service,
      "container.runtime": restarting.runtime,
      "krane.container.group": group,
      ...(container && containerAttributes(container)),
      ...(up === undefined ? {} : { "krane.container.up_seconds": up }),
      ...(growth === undefined ? {} : { "krane.container.new_restarts": growth.restarts }),
      ...restartAttributes(restarting, { groups: [group], service }),
    },
    evidence: others.slice(0, MOST_LINES),
  });
}

/** Found under its own name in another project, where `docker-compose` of its own does not see it. */
function elsewhere({ others }: Expected): Container | undefined {
  return others.find(isActive);
}

function expectedVerdict(expected: Expected, context: ContainerContext, pods: readonly string[]) {
  const { group, service, found, others } = expected;
  const lines = others.map(({ line }) => line);
  if (found !== undefined) {
    const growth = growthOf(`${group}/${service}`, found, context);
    const state = judged(found, growth.restarts, context.now);
    const verdict = verdictOf({ group, service, container: found, judged: state, growth, others: lines }, context);
    return { verdict, keep: growth.keep };
  }
  const other = elsewhere(expected);
  const state = {
    status: "critical",
    reason: other === undefined ? "ContainerMissing" : "ContainerElsewhere",
  } as const;
  const said = {
    group,
    service,
    container: other,
    judged: state,
    others: other === undefined ? [...lines, ...pods] : lines,
  };
  const verdict = verdictOf(said, context);
  const project = other?.project ?? "-";
  return { verdict: { ...verdict, attributes: { ...verdict.attributes, "krane.container.project": project } } };
}

function extraVerdict({ group, container }: Extra, context: ContainerContext): ContainerVerdict {
  const { service, name } = container;
  const state = { status: "warning", reason: "ContainerExtra" } as const;
  return verdictOf({ group, service, name, container, judged: state }, context);
}

/** Where nothing is wanted, only what no runtime should show is said: that something is not there may well be meant so. */
const DEFECTS: readonly ContainerReason[] = [
  "ContainerCrashLoop",
  "ContainerRestarting",
  "ContainerUnhealthy",
  "ContainerDead",
];

function strangerVerdict(container: Container, context: ContainerContext) {
  const { project, pod, service, name } = container;
  const group = project ?? pod?.name ?? "-";
  const growth = growthOf(`${group}/${name}`, container, context);
  const state = judged(container, growth.restarts, context.now);
  const isDefect = DEFECTS.includes(state.reason);
  const said = { group, service, name, container, judged: { ...state, status: "warning" as const }, growth };
  return { keep: growth.keep, ...(isDefect && { verdict: verdictOf(said, context) }) };
}

function summary({ containers }: Containers, { restarting }: ContainerContext): ContainerVerdict {
  const running = containers.filter(({ state }) => state === "running").length;
  return {
    status: "ok",
    reason: "ContainersRun",
    attributes: {
      "container.runtime": restarting.runtime,
      "krane.container.count": containers.length,
      "krane.container.running": running,
    },
  };
}

/** A verdict for each container that is wanted, and for each other one in its groups; and what to keep of their restarts. */
export function containerVerdicts(
  found: Containers,
  context: ContainerContext,
): { readonly verdicts: readonly ContainerVerdict[]; readonly keep: readonly string[] } {
  const { containers, pods } = found;
  const { groups } = context;
  const judgedAll =
    groups === undefined
      ? containers.slice(0, MOST * 8).map((container) => strangerVerdict(container, context))
      : expectedOn(groups, containers).map((expected) => expectedVerdict(expected, context, pods));
  const verdicts = judgedAll.flatMap(({ verdict }) => (verdict === undefined ? [] : [verdict]));
  const extras =
    groups === undefined
      ? []
      : extrasOn(groups, containers)
          .slice(0, MOST)
          .map((extra) => extraVerdict(extra, context));
  const all = [...(groups === undefined ? verdicts.slice(0, MOST) : verdicts), ...extras];
  return {
    verdicts: all.length > 0 ? all : [summary(found, context)],
    keep: judgedAll.flatMap((one) => ("keep" in one && one.keep !== undefined ? [one.keep] : [])),
  };
}
