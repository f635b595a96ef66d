/** One VLAN interface of /proc/net/vlan/config. */
export interface VlanDevice {
  /** Whatever the administrator called it: "vlan60", "eth0.60". */
  readonly name: string;
  readonly id: number;
  /** Interface below it. */
  readonly parent: string;
  readonly line: string;
}

/** "vlan60         | 60  | bond0" (net/8021q/vlanproc.c). */
const LINE = /^([^\s/]{1,64})\s*\|\s*(\d{1,4})\s*\|\s*([^\s/]{1,64})\s*$/;

/** VLAN interfaces; undefined where `text` is not /proc/net/vlan/config, which has its heading even when there is none. */
export function parseVlanConfig(text: string): readonly VlanDevice[] | undefined {
  const [heading = "", ...lines] = text.trimStart().split("\n");
  if (!heading.startsWith("VLAN Dev name")) return undefined;
  return lines.flatMap((line) => {
    const [, name, id, parent] = LINE.exec(line.trim()) ?? [];
    if (name === undefined || parent === undefined) return [];
    return [{ name, id: Number(id), parent, line: line.trim().replace(/\s+/g, " ") }];
  });
}

/** Whether an interface of /proc/net/dev has a name that VLAN interfaces get: "vlan60", "bond0.60". */
export function hasVlanName(netDev: string): boolean {
  return netDev.split("\n").some((line) => /^\s*(?:vlan\d{1,4}|[^\s:/]{1,64}\.\d{1,4}):/.test(line));
}
