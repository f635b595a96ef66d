/**
 * Where a captured tree keeps what a file system cannot hold: registers, device nodes, what asking something gave. Written by `capture`, read
 * by `--root`; the first four names are those of the lab's own captures.
 */
export const EXTRA = {
  msr: "/extra/msr.txt",
  /** Registers of another CPU than 0, where a check asked for them. */
  msrOf: (cpu: number) => (cpu === 0 ? "/extra/msr.txt" : `/extra/msr-${cpu}.txt`),
  nodes: "/extra/dev-nodes.txt",
  kvm: "/extra/kvm.txt",
  kmsg: "/extra/kmsg.raw",
  dmesg: "/extra/dmesg.txt",
  fileSystems: "/extra/file-systems.json",
  chrony: "/extra/chrony-tracking.bin",
  monit: "/extra/monit-status.json",
  docker: "/extra/docker-containers.json",
  cri: "/extra/cri-containers.json",
  units: "/extra/systemd-units.json",
  smart: (disk: string) => `/extra/smart-${disk}.json`,
  sensors: "/extra/ipmi-sensors.csv",
  events: "/extra/ipmi-events.csv",
  /** Why a probe had no answer on the host itself. */
  noAnswers: "/extra/no-answer.json",
  /** Beside a file that existed and could not be read: the number of the error. */
  errno: (path: string) => `${path}.__errno`,
} as const;
