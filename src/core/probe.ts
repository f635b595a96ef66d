/** Size and room of a mounted file system, in bytes and inodes; a file system without inodes of its own (btrfs, vfat) has 0 of them. */
export interface FileSystem {
  readonly bytes: number;
  /** What is left to users other than root. */
  readonly availableBytes: number;
  readonly inodes: number;
  readonly freeInodes: number;
}

/** A service as monit's own HTTP interface tells it. A number that monit did not tell, or that is none, is absent. */
export interface MonitService {
  readonly name: string;
  /** 0 file system, 1 directory, 2 file, 3 process, 4 host, 5 system, 6 fifo, 7 program, 8 network. */
  readonly type?: number;
  /** Bits of what is wrong; 0 is well. */
  readonly status?: number;
  /** 0 not monitored, 1 monitored, 2 not looked at yet; bit 4 waits for its cycle. */
  readonly monitor?: number;
  /** 0 active, 1 passive, 2 manual. */
  readonly mode?: number;
  /** What somebody asked for and monit has not done yet: 0 nothing, 2 restart, 3 stop, 5 unmonitor, 6 start, 7 monitor. */
  readonly pendingAction?: number;
  /** Seconds since the epoch. */
  readonly collectedAt?: number;
  readonly pid?: number;
  /** Looked at in some cycles only (`every 5 cycles`). */
  readonly isRare?: boolean;
}

/** What monit says of itself and of its services. */
export interface MonitStatus {
  readonly version: string;
  /** When it was asked, ms since the epoch. */
  readonly askedAt: number;
  readonly pollS?: number;
  readonly uptimeS?: number;
  readonly services: readonly MonitService[];
}

/** Control files of monit: Debian's, that of other packages, and BOSH's. */
export const MONITRC = ["/etc/monit/monitrc", "/etc/monitrc", "/var/vcap/bosh/etc/monitrc"] as const;

/** A systemd unit as its manager tells it (org.freedesktop.systemd1(5)). */
export interface SystemdUnit {
  /** "docker.service" */
  readonly name: string;
  /** "loaded", "not-found", "masked", "bad-setting", "error". */
  readonly load: string;
  /** "active", "reloading", "inactive", "failed", "activating", "deactivating". */
  readonly active: string;
  /** "running", "dead", "auto-restart", "listening", ... */
  readonly sub: string;
  /** State of the unit file: "enabled", "disabled", "static", ...; absent where there is no file. */
  readonly enabled?: string;
  /** Of a service: "success", "exit-code", "signal", "oom-kill", "start-limit-hit", ... */
  readonly result?: string;
  /** Automatic restarts of a service since it was last started by hand; absent before systemd 235. */
  readonly restarts?: number;
  /** Exit code or signal of the main process that ended last. */
  readonly exitStatus?: number;
  /** When it became active last, ms since the epoch. */
  readonly activeSince?: number;
}

/** The whole list of what a check may ask beside reading files: each verb with its arguments and its value. Nothing else can be asked. */
export interface ProbeVerbs {
  /** A model-specific register of one CPU; the msr module is never loaded for it. */
  readonly msr: { readonly args: { readonly cpu: number; readonly register: number }; readonly value: bigint };
  /** An ACPI table of the firmware, at most 64 KiB of it; no bytes where the firmware has tables, but not this one. */
  readonly "acpi-table": { readonly args: { readonly signature: "DMAR" | "IVRS" }; readonly value: Uint8Array };
  /** Whether /dev/kvm can be opened for reading and writing: the module behind it is alive. */
  readonly "open-kvm": { readonly args: None; readonly value: boolean };
  /** The firmware's SMBIOS structures (/sys/firmware/dmi/tables/DMI), at most 64 KiB of them. */
  readonly smbios: { readonly args: None; readonly value: Uint8Array };
  /** Lines of this boot's kernel log that say what firmware offered and what the kernel made of it, without their heads. */
  readonly "boot-log": { readonly args: None; readonly value: string };
  readonly "file-system": { readonly args: { readonly path: string }; readonly value: FileSystem };
  /** chronyd's reply to the request "tracking" of its command protocol, which it answers to anybody on this host. */
  readonly "chrony-tracking": { readonly args: None; readonly value: Uint8Array };
  /**
   * What monit says on its HTTP interface. Address and credentials are those of the control file, and whoever asks names only that: so
   * they are never on a wire of ours, and root's credentials are sent nowhere else.
   */
  readonly "monit-status": {
    readonly args: { readonly control: (typeof MONITRC)[number] };
    readonly value: MonitStatus;
  };
  /** Docker's containers in all states: the Engine API's own list, cut to what is judged, with inspections of those that need one. */
  readonly "docker-containers": { readonly args: None; readonly value: string };
  /** containerd's containers in all states, their pods and the runtime's condition over CRI, as `crictl -o json` writes them. */
  readonly "cri-containers": { readonly args: None; readonly value: string };
  /** States of systemd's units, asked over D-Bus; nothing is loaded, started or changed by it. */
  readonly "systemd-units": {
    readonly args: { readonly units: readonly string[] };
    readonly value: readonly SystemdUnit[];
  };
  /** What `smartctl --json` says of a disk ("sda", "nvme0"). A child process: the privileged helper alone does it. */
  readonly smart: { readonly args: { readonly disk: string }; readonly value: string };
  /** The sensors of the BMC as `ipmitool -c sdr list` prints them. The privileged helper alone does it. */
  readonly "ipmi-sensors": { readonly args: None; readonly value: string };
  /** The newest entries of the BMC's event log as `ipmitool -c sel elist` prints them. The privileged helper alone does it. */
  readonly "ipmi-events": { readonly args: None; readonly value: string };
}

type None = Readonly<Record<never, never>>;

export type ProbeVerb = keyof ProbeVerbs;
export type ProbeArgs<V extends ProbeVerb> = ProbeVerbs[V]["args"];
export type ProbeValue<V extends ProbeVerb> = ProbeVerbs[V]["value"];

/** An answer, or why there is none. Absence is not an answer: "I could not look" is `unknown`, never a state of the host. */
export type Answer<T> =
  | { readonly known: true; readonly value: T }
  /** `denied` where only rights are missing: root would be told. */
  | { readonly known: false; readonly why: string; readonly denied?: true };

export function known<T>(value: T): Answer<T> {
  return { known: true, value };
}

export function notKnown(why: string): Answer<never> {
  return { known: false, why };
}

export function denied(why: string): Answer<never> {
  return { known: false, why, denied: true };
}
