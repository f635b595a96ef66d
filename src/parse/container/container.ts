/** The states of Docker (api/types: ContainerState); those of the CRI are four of them. */
export const STATES = ["created", "running", "paused", "restarting", "removing", "exited", "dead", "unknown"] as const;

export type ContainerState = (typeof STATES)[number];

/** A container as its runtime tells it, whichever that is. */
export interface Container {
  readonly id: string;
  /** What is wanted by name: the service of a compose project, the container of a pod. */
  readonly service: string;
  /** As the runtime's own tools list it: "nova_nova-compute_1". */
  readonly name: string;
  /** Its compose project; absent in a pod, and where it was started by hand. */
  readonly project?: string;
  readonly pod?: Pod;
  readonly state: ContainerState;
  readonly isUnhealthy: boolean;
  /** It is left of a pod whose sandbox is not ready: kubelet will end it and make another. */
  readonly isLeftOver?: boolean;
  readonly exitCode?: number;
  /** How often the runtime or kubelet started it anew. */
  readonly restarts?: number;
  /** ms since the epoch. */
  readonly createdAt: number;
  /** ms since the epoch: since when `restarts` count, of the container where it is started again, of its pod where each start is another one. */
  readonly bornAt?: number;
  readonly startedAt?: number;
  /** s since it was started, where the runtime counts them itself. */
  readonly upSeconds?: number;
  /** Why it ended or did not start, where the runtime says so. */
  readonly why?: string;
  /** A line that proves it. */
  readonly line: string;
}

export interface Pod {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
}

/** All containers of a host, of one runtime. */
export interface Containers {
  readonly containers: readonly Container[];
  /** Pods as evidence: "pod krane/nova: ready". */
  readonly pods: readonly string[];
  /** Why the runtime itself says that it cannot start containers. */
  readonly notReady?: string;
}
