/** systemd writes a byte that its unit names do not have as \xNN (systemd.unit(5)); "-" is one, since it parts the levels of slices. */
function unescapeUnit(name: string): string {
  return name.replace(/\\x([0-9a-f]{2})/gi, (_whole, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

/**
 * "machine-qemu\x2d1\x2dinstance\x2d0000002a.scope" under systemd, "qemu-1-instance-0000002a.libvirt-qemu" without it (measured). The number
 * is libvirt's of this start, and is not there before libvirt 1.3.
 */
const MACHINE =
  /^(?:machine-qemu-(?:\d{1,10}-)?(?<scope>.{1,255})\.scope|(?:qemu-\d{1,10}-)?(?<plain>.{1,255})\.libvirt-qemu)$/s;

/** The guest's own level of a cgroup's path; below it libvirt keeps "emulator", "vcpu0", "libvirt/vcpu0". */
function machineLevel(path: string): readonly [level: number, domain: string] | undefined {
  for (const [level, name] of path.split("/").entries()) {
    const groups = MACHINE.exec(unescapeUnit(name))?.groups;
    const domain = groups?.scope ?? groups?.plain;
    if (domain !== undefined) return [level, domain];
  }
  return undefined;
}

/** libvirt's name of the guest that a cgroup is of: "/machine.slice/machine-qemu\x2d1\x2dinstance\x2d0000002a.scope/libvirt/vcpu0". */
export function cgroupDomain(path: string): string | undefined {
  return machineLevel(path)?.[1];
}

/** The guest's cgroup of /proc/PID/cgroup, cut at the guest's own level; undefined where the process is in none. */
export function guestCgroup(text: string): string | undefined {
  for (const line of text.split("\n", 64)) {
    const path = /^\d{1,10}:[^:]{0,256}:(?<path>\/.*)$/.exec(line)?.groups?.path;
    const found = path === undefined ? undefined : machineLevel(path);
    if (path !== undefined && found !== undefined) return path.split("/", found[0] + 1).join("/");
  }
  return undefined;
}
