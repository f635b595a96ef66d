import type { Host } from "../core/index.ts";

/** What more than one check asks for: /proc/cpuinfo alone costs the kernel a signal to every CPU before 5.17 (arch/x86/kernel/cpu/aperfmperf.c). */
const SHARED = /^\/proc\/(?:[a-z]+$|sys\/kernel\/)|^\/etc\/fstab$/;

/** A host that is asked each probe and for each directory, and for what is shared of files, only once: for one run of checks, which all look at the same moment. */
export function sharedHost(host: Host): Host {
  const looks = new Map<string, Promise<unknown>>();
  function once<T>(key: string, look: () => Promise<T>): Promise<T> {
    const begun = looks.get(key) ?? look();
    looks.set(key, begun);
    return begun as Promise<T>;
  }
  return {
    ...host,
    read: (path) => (SHARED.test(path) ? once(path, () => host.read(path)) : host.read(path)),
    list: (path) => once(`${path}/`, () => host.list(path)),
    readAt(path, offset, length) {
      const look = () => host.readAt(path, offset, length);
      return SHARED.test(path) ? once(`${path} ${offset} ${length}`, look) : look();
    },
    probe: (verb, args) => once(`${verb} ${JSON.stringify(args)}`, () => host.probe(verb, args)),
  };
}
