/**
 * Names of threads that run a guest. A name has 15 bytes: "qemu-system-x86" is qemu-system-x86_64. libvirt starts qemu with
 * debug-threads=on, so most threads are called "CPU n/KVM", "IO iothread1", "IO mon_iothread" or "worker"; vhost's are kernel threads that
 * are named after their qemu (measured with libvirt 9.0 and QEMU 7.2).
 */
export const GUEST_THREAD =
  /^(?:qemu-system-|qemu-kvm$|kvm$|CPU \d{1,5}\/(?:KVM|TCG)$|IO iothread|IO mon_iothread|vhost-|kvm-pit\/|kvm-nx-lpage-re)/;
