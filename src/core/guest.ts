/** What libvirt says of a domain; `gone`: its status file is there, its qemu is not; `unknown`: nobody says. */
export type GuestState =
  | "running"
  | "blocked"
  | "paused"
  | "shutdown"
  | "shutoff"
  | "crashed"
  | "pmsuspended"
  | "gone"
  | "unknown";

/** A thread that works for a guest. */
export interface GuestThread {
  readonly tid: number;
  /** As the kernel cuts it, 15 bytes: "CPU 0/KVM". */
  readonly name?: string;
  /** ms since boot; absent where it ended before it was looked at. */
  readonly startedMs?: number;
  /** libvirt names it, and it is there no more. */
  readonly dead?: true;
}

/** unreadable, corrupt: its status file; main-thread-dead, vcpu-dead: the thread ended and the process did not, as after an oops. */
export type GuestProblemKind = "unreadable" | "corrupt" | "gone" | "main-thread-dead" | "vcpu-dead";

export interface GuestProblem {
  readonly kind: GuestProblemKind;
  readonly why: string;
}

/** A guest of this host at one moment, as files tell. Its texts are safe to print. */
export interface Guest {
  /** libvirt's name of it: "instance-0000002a". */
  readonly domain: string;
  readonly uuid?: string;
  /** Nova's name of it, which its owner chose. */
  readonly name?: string;
  readonly project?: string;
  readonly projectId?: string;
  readonly flavor?: string;
  readonly state: GuestState;
  /** Of its qemu. */
  readonly pid?: number;
  /** When its qemu was started, ms since boot. */
  readonly startedMs?: number;
  /** Thread ids of its virtual CPUs, by their number. */
  readonly vcpus: readonly number[];
  readonly threads: readonly GuestThread[];
  /** The cgroup that it is accounted in. */
  readonly cgroup?: string;
  /** Its network interfaces on this host. */
  readonly taps: readonly string[];
  readonly problems: readonly GuestProblem[];
}

/** All guests of a host at one moment. */
export interface GuestSnapshot {
  readonly guests: readonly Guest[];
  /** Why guests may be missing: the place where libvirt tells of them could not be listed. */
  readonly missing?: string;
}

/** What operators call a guest: Nova's name of it, else libvirt's. */
export function guestName({ name, domain }: Guest): string {
  return name ?? domain;
}
