import type { Attributes, Site } from "../../core/index.ts";

export type Runtime = NonNullable<Site["runtime"]>;

/** The runtime's daemon, and when it was started as far as that is known. */
export interface Restarting {
  readonly runtime: Runtime;
  /** Times of its starts in the last hour, without that of the boot. */
  readonly lastHour: number;
}

const HOUR_MS = 3_600_000;
/** What is started with the host was not restarted by anybody. */
const BOOT_MS = 5 * 60 * 1000;
/** Starts that are remembered of one hour. */
const MOST = 20;
/** One restart by an operator: kubelet behind containerd, and what systemd and the daemon's file say of the same start. */
const TOGETHER_MS = 30_000;

/** What is known of the starts of a daemon. */
export interface Starts {
  /** When those that run were started, ms. */
  readonly startedAt: readonly number[];
  readonly before: Attributes | undefined;
  /** ms since the epoch, and since boot. */
  readonly now: number;
  readonly up: number | undefined;
}

/** Starts of the last hour that were no part of the boot, oldest first, to the second: to keep for the next look, and to count. */
export function startsOf({ startedAt, before, now, up }: Starts): readonly string[] {
  const kept = before?.starts;
  const known = Array.isArray(kept) ? kept.map(Number) : [];
  const booted = up === undefined ? 0 : now - up * 1000;
  const all = [...known, ...startedAt.map((at) => Math.floor(at / 1000) * 1000)];
  const recent = all.filter((at) => at > now - HOUR_MS && at <= now + BOOT_MS && at > booted + BOOT_MS);
  const restarts: number[] = [];
  for (const at of recent.sort((a, b) => a - b)) if (at - (restarts.at(-1) ?? 0) > TOGETHER_MS) restarts.push(at);
  return restarts.slice(-MOST).map(String);
}

/** Whose containers are to be restarted: one of a group, or whole groups. */
interface Place {
  readonly groups: readonly string[];
  readonly service?: string;
}

interface Steps {
  readonly daemon: string;
  group(place: Place): string;
}

/** Manual 4.10: the daemon first and a check, then the group; in pods the containers are stopped, and kubelet starts them again. */
const STEPS: Readonly<Record<Runtime, Steps>> = {
  docker: {
    daemon: "systemctl restart docker.service",
    group: ({ groups }) => groups.map((group) => `(cd /opt/krane/${group} && docker-compose restart)`).join("; "),
  },
  containerd: {
    daemon: "systemctl restart containerd.service && systemctl restart kubelet.service",
    // By the exact name, or by an anchored pattern: `-name nova-*` is one that matches anything with "nov" in it.
    group: ({ groups, service }) =>
      service === undefined
        ? `crictl stop $(crictl ps -q --name '^(${groups.join("|")})-')`
        : `crictl stop $(crictl ps -q --label io.kubernetes.container.name=${service})`,
  },
};

/** Names come from the host: none becomes a command that it is not. */
const PLAIN = /^[\w.-]{1,127}$/;

/** The host's own commands for its runbook, and how often the daemon was restarted already. */
export function restartAttributes({ runtime, lastHour }: Restarting, place: Place): Attributes {
  const { groups, service } = place;
  const names = service === undefined ? groups : [...groups, service];
  const isPlain = groups.length > 0 && names.every((name) => PLAIN.test(name));
  return {
    "krane.restart.daemon": STEPS[runtime].daemon,
    ...(isPlain && { "krane.restart.group": STEPS[runtime].group(place) }),
    "krane.restart.last_hour": lastHour,
  };
}
