import { type Answer, type Attributes, type ContainerGroups, known, notKnown, type Verdict } from "../../core/index.ts";
import { featureVerdict, lookCause, seen } from "../feature.ts";
import type { Containers } from "./container.ts";
import { parseCriContainers } from "./cri-containers.ts";
import { type NotKnown, type Refusal, refusalOf } from "./daemon-refusal.ts";
import { parseDockerContainers } from "./docker-containers.ts";
import { type Restarting, type Runtime, restartAttributes } from "./restart-steps.ts";

export type RuntimeReason =
  | "RuntimeGone"
  | "RuntimeSilent"
  | "RuntimeDenied"
  | "RuntimeUnseen"
  | "RuntimeNotReady"
  | "NoRuntime";

const REASONS: Readonly<Record<Refusal, RuntimeReason>> = {
  gone: "RuntimeGone",
  silent: "RuntimeSilent",
  denied: "RuntimeDenied",
  unseen: "RuntimeUnseen",
};

/** One runtime, and what it said or why it did not. */
export interface Asked {
  readonly runtime: Runtime;
  readonly answer: Answer<Containers>;
}

/** What a runtime's text holds. */
export function readAnswer(runtime: Runtime, answer: Answer<string>): Answer<Containers> {
  if (!answer.known) return answer;
  const found = runtime === "docker" ? parseDockerContainers(answer.value) : parseCriContainers(answer.value);
  return found === undefined ? notKnown(`${runtime}: what it says is no list of containers`) : known(found);
}

/** Every name of a site's groups. */
export function wantedNames(groups: ContainerGroups | undefined): readonly string[] {
  return Object.values(groups ?? {}).flat();
}

/**
 * The runtime that this host lives by, of those that were asked where its name does not tell: one that has a wanted container; else one that
 * may have them and could not be asked; else one that answered, as Docker without any container is no reason to call all of them missing
 * while containerd is frozen. Docker has a containerd of its own, which says that it does not speak CRI.
 */
export function chosen(asked: readonly Asked[], wanted: (one: Asked) => readonly string[]): Asked | undefined {
  const has = (one: Asked) =>
    one.answer.known && one.answer.value.containers.some(({ service }) => wanted(one).includes(service));
  const isHidden = ({ answer }: Asked) => !answer.known && refusalOf(answer) !== "gone";
  return asked.find(has) ?? asked.find(isHidden) ?? asked.find(({ answer }) => answer.known) ?? asked[0];
}

interface Said {
  readonly restarting: Restarting;
  /** Groups whose containers the host should run. */
  readonly groups: readonly string[];
  readonly why: string;
}

function attributesOf({ restarting, groups, why }: Said): Attributes {
  const { runtime } = restarting;
  return {
    "service.name": runtime,
    "container.runtime": runtime,
    "krane.runtime.why": why,
    ...restartAttributes(restarting, { groups }),
  };
}

/** Nothing is known of the containers: which is no fault of theirs. */
export function refusedVerdict(said: Omit<Said, "why">, answer: NotKnown): Verdict<RuntimeReason> {
  const { runtime } = said.restarting;
  return featureVerdict({
    status: "unknown",
    reason: REASONS[refusalOf(answer)],
    subject: { type: "service", name: runtime },
    feature: { effective: seen(undefined, runtime, answer.why), cause: lookCause(answer) },
    attributes: attributesOf({ ...said, why: answer.why }),
  });
}

/** The runtime answers, and says itself that it cannot start anything. */
export function notReadyVerdict(said: Said): Verdict<RuntimeReason> {
  const { runtime } = said.restarting;
  return featureVerdict({
    status: "critical",
    reason: "RuntimeNotReady",
    subject: { type: "service", name: runtime },
    feature: { effective: seen(false, runtime, said.why) },
    attributes: attributesOf(said),
  });
}
