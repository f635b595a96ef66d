/**
 * Names of threads that run a guest. A name has 15 bytes: "qemu-system-x86" is qemu-system-x86_64. libvirt starts qemu with
 * debug-threads=on, so most threads are called "CPU n/KVM", "IO iothread1", "IO mon_iothread" or "worker"; vhost's are kernel threads that
 * are named after their qemu (measured with libvirt 9.0 and QEMU 7.2).
 */
export const GUEST_THREAD =
  /^(?:qemu-system-|qemu-kvm$|kvm$|CPU \d{1,5}\/(?:KVM|TCG)$|IO iothread|IO mon_iothread|vhost-|kvm-pit\/|kvm-nx-lpage-re)/;

/** Name of the main thread of a process that runs a guest. */
const GUEST_PROCESS = /^(?:qemu-system-|qemu-kvm$|kvm$)/;

export function isGuestProcess(name: string): boolean {
  return GUEST_PROCESS.test(name);
}

/** The thread of qemu that a kernel thread was made for and named after: "vhost-48190", "kvm-pit/48190". */
export function servedThread(name: string): number | undefined {
  const id = /^(?:vhost-|kvm-pit\/)(\d{1,10})$/.exec(name)?.[1];
  return id === undefined ? undefined : Number(id);
}
