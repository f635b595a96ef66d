import type { ContainerGroups } from "../../core/index.ts";
import type { Container, ContainerState } from "./container.ts";

/** A container that is wanted, and what was found for it. */
export interface Expected {
  readonly group: string;
  readonly service: string;
  /** The one that counts. */
  readonly found?: Container;
  /** Others of this name: under another project, or of an earlier attempt. */
  readonly others: readonly Container[];
}

/** One that runs and is not wanted. */
export interface Extra {
  readonly group: string;
  readonly container: Container;
}

/** Behind a name that may run and need not. */
const OPTIONAL = "?";
const ACTIVE: readonly ContainerState[] = ["running", "restarting", "paused"];

export function isActive({ state }: Container): boolean {
  return ACTIVE.includes(state);
}

/** A compose project has the group's name; pods are named by nobody in particular, their containers are unique. */
function isOwn({ pod, project }: Container, group: string): boolean {
  return pod !== undefined || project === group;
}

/** A running one of a ready pod first, then any that runs, else the newest: what an update or an earlier attempt left behind does not count. */
function first(containers: readonly Container[]): Container | undefined {
  const rank = ({ state, isLeftOver }: Container) => (state !== "running" ? 2 : isLeftOver === true ? 1 : 0);
  return containers.toSorted((a, b) => rank(a) - rank(b) || b.createdAt - a.createdAt)[0];
}

function expectedOf(group: string, service: string, all: readonly Container[]): Expected {
  // The exact name: nova-compute-ssh is not nova-compute, as `crictl ps -name nova-*` has it.
  const named = all.filter((container) => container.service === service);
  const found = first(named.filter((container) => isOwn(container, group)));
  const others = named.filter((container) => container !== found);
  return { group, service, others, ...(found && { found }) };
}

/** Every name that must be there, group by group, with its container. */
export function expectedOn(groups: ContainerGroups, all: readonly Container[]): readonly Expected[] {
  return Object.entries(groups).flatMap(([group, names]) =>
    [...new Set(names)].filter((name) => !name.endsWith(OPTIONAL)).map((service) => expectedOf(group, service, all)),
  );
}

/** The group whose set a container is in by its project, or in a pod by its name. */
function groupOf({ pod, project, service }: Container, groups: ContainerGroups): string | undefined {
  const names = Object.keys(groups);
  return names.find((group) => (pod === undefined ? project === group : service.startsWith(`${group}-`)));
}

/** Names that may be there, those that need not as well. */
function namesOf(set: readonly string[]): readonly string[] {
  return set.map((name) => (name.endsWith(OPTIONAL) ? name.slice(0, -OPTIONAL.length) : name));
}

/** What runs in a group and is not in its set: "exactly these" (manual 4.10). A second one of a wanted service is one, too. */
export function extrasOn(groups: ContainerGroups, all: readonly Container[]): readonly Extra[] {
  const counted = new Set(expectedOn(groups, all).map(({ found }) => found));
  const podNames = new Set(Object.values(groups).flatMap(namesOf));
  const isWanted = (container: Container, group: string) => {
    if (counted.has(container)) return true;
    // An update of a pod has both the old and the new one for a while.
    return container.pod === undefined
      ? (groups[group] ?? []).includes(`${container.service}${OPTIONAL}`)
      : podNames.has(container.service);
  };
  const extras = all.filter(isActive).flatMap((container) => {
    const group = groupOf(container, groups);
    return group === undefined || isWanted(container, group) ? [] : [{ group, container }];
  });
  return [...new Map(extras.map((extra) => [extra.container.name, extra])).values()];
}
