import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder } from "./folder.ts";

/** A thread in /proc: its name, "S" unless it is something else, and its start in clock ticks since boot. */
export interface FakeThread {
  readonly tid: number;
  readonly name: string;
  readonly state?: string;
  readonly start?: number;
}

export function statLine({ tid, name, state = "S", start = 1000 }: FakeThread): string {
  return `${tid} (${name}) ${state} 1 1 1 0 -1 138412416 7032 0 0 0 1476 26 0 0 20 0 6 0 ${start} 1792172032 11721 0 0 0\n`;
}

/** A status file with all that is read of one. */
export function statusXml(guest: {
  readonly domain: string;
  readonly pid: number;
  readonly vcpus?: readonly number[];
  readonly uuid?: string;
  readonly name?: string;
  readonly tap?: string;
}): string {
  const vcpus = (guest.vcpus ?? []).map((tid, id) => `<vcpu id='${id}' pid='${tid}'/>`).join("");
  const uuid = guest.uuid ?? "3c1f6b1a-1111-4c2d-9d7e-0123456789ab";
  const nova = `<nova:instance xmlns:nova="http://openstack.org/xmlns/libvirt/nova/1.1"><nova:name>${guest.name ?? ""}</nova:name></nova:instance>`;
  const nic = guest.tap === undefined ? "" : `<interface type='bridge'><target dev='${guest.tap}'/></interface>`;
  return `<domstatus state='running' reason='booted' pid='${guest.pid}'><vcpus>${vcpus}</vcpus><domain type='kvm'><name>${guest.domain}</name><uuid>${uuid}</uuid><metadata>${nova}</metadata><devices>${nic}</devices></domain></domstatus>\n`;
}

/** A captured tree in a folder of its own, which a test builds and changes. */
export class GuestTree implements Disposable {
  readonly #folder = temporaryFolder();

  get root(): string {
    return this.#folder.path;
  }

  write(path: string, content: string | Uint8Array): this {
    const real = join(this.root, path);
    mkdirSync(dirname(real), { recursive: true });
    writeFileSync(real, content);
    return this;
  }

  status(domain: string, xml: string | Uint8Array): this {
    return this.write(`run/libvirt/qemu/${domain}.xml`, xml);
  }

  /** A process; its main thread is the first one. */
  process(threads: readonly FakeThread[], { cgroup = "0::/", cmdline = "" } = {}): this {
    const [main] = threads;
    if (main === undefined) return this;
    const folder = `proc/${main.tid}`;
    this.write(`${folder}/stat`, statLine(main)).write(`${folder}/comm`, `${main.name}\n`);
    this.write(`${folder}/cgroup`, `${cgroup}\n`).write(`${folder}/cmdline`, cmdline);
    for (const thread of threads) {
      this.write(`${folder}/task/${thread.tid}/stat`, statLine(thread));
      this.write(`proc/${thread.tid}/status`, `Name:\t${thread.name}\nTgid:\t${main.tid}\n`);
    }
    return this;
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}
