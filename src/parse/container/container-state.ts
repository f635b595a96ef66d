import type { Status } from "../../core/index.ts";
import type { Container, ContainerState } from "./container.ts";

export type StateReason =
  | "ContainerRuns"
  | "ContainerRestarted"
  | "ContainerSettling"
  | "ContainerUnhealthy"
  | "ContainerLeftOver"
  | "ContainerCrashLoop"
  | "ContainerRestarting"
  | "ContainerExited"
  | "ContainerCreated"
  | "ContainerPaused"
  | "ContainerDead"
  | "ContainerUnclear";

export interface Judged {
  readonly status: Status;
  readonly reason: StateReason;
}

/** A container that was started anew and has run for so long has probably come to stay; Docker itself takes 10 s for it. */
const SETTLED_S = 30;
/** The 4.10 procedure has three restarts, which each count in a pod; more of them in 10 min are a loop, however long the last one lasts. */
const LOOP = 4;
/** So many are one where it is down again, or has only just come. */
const YOUNG_LOOP = 2;

const STOPPED: Readonly<Record<Exclude<ContainerState, "running">, StateReason>> = {
  restarting: "ContainerRestarting",
  exited: "ContainerExited",
  created: "ContainerCreated",
  paused: "ContainerPaused",
  removing: "ContainerDead",
  dead: "ContainerDead",
  unknown: "ContainerUnclear",
};

/** s since it was started; undefined where the runtime did not tell. */
export function upSeconds({ upSeconds: up, startedAt }: Container, now: number): number | undefined {
  if (up !== undefined) return up;
  return startedAt === undefined ? undefined : Math.max(0, Math.round((now - startedAt) / 1000));
}

/** It has not run for long, or does not run at all: what was counted of its restarts is not over. */
export function isUnsettled(container: Container, now: number): boolean {
  const up = upSeconds(container, now);
  return container.state !== "running" || (up !== undefined && up < SETTLED_S);
}

/** Several restarts between looks, and not up for long since. */
function isLoop({ state }: Container, grown: number, isYoung: boolean): boolean {
  const isDown = state === "restarting" || state === "exited";
  return grown >= LOOP || (grown >= YOUNG_LOOP && (isDown || isYoung));
}

function runningJudged({ isUnhealthy, isLeftOver, restarts = 0 }: Container, grown: number, isYoung: boolean): Judged {
  if (isUnhealthy) return { status: "warning", reason: "ContainerUnhealthy" };
  if (isLeftOver === true) return { status: "warning", reason: "ContainerLeftOver" };
  if (isYoung && restarts > 0) return { status: "warning", reason: "ContainerSettling" };
  return { status: "ok", reason: grown > 0 ? "ContainerRestarted" : "ContainerRuns" };
}

/**
 * What a container's state is worth. `grown`: how often it came anew between looks. One look never makes a crash loop: a container that
 * falls over every minute is Up in most of them (docker-compose 1.29 and the Engine API alike, measured).
 */
export function judged(container: Container, grown: number, now: number): Judged {
  const up = upSeconds(container, now);
  const isYoung = up !== undefined && up < SETTLED_S;
  if (isLoop(container, grown, isYoung)) return { status: "critical", reason: "ContainerCrashLoop" };
  const { state } = container;
  if (state === "running") return runningJudged(container, grown, isYoung);
  return { status: state === "unknown" ? "unknown" : "critical", reason: STOPPED[state] };
}
