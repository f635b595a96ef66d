import type { FileStat } from "../core/index.ts";

/** "c 10:232 660 /dev/kvm", and the owner where the capture kept it: "c 10:232 660 /dev/kvm 0:108". */
const NODE = /^([bc]) \d+:\d+ ([0-7]{1,4}) (\/\S+)(?: (\d+):(\d+))?$/;

/** extra/dev-nodes.txt of a captured tree, which cannot hold device nodes themselves: path -> what stat said of it. */
export function parseDevNodes(text: string): ReadonlyMap<string, FileStat> {
  const nodes = new Map<string, FileStat>();
  for (const line of text.split("\n")) {
    const match = NODE.exec(line.trimEnd());
    const [, type, mode, path, uid, gid] = match ?? [];
    if (path === undefined || mode === undefined) continue;
    const owner = uid === undefined || gid === undefined ? {} : { uid: Number(uid), gid: Number(gid) };
    nodes.set(path, { kind: type === "b" ? "block" : "character", size: 0, mode: Number.parseInt(mode, 8), ...owner });
  }
  return nodes;
}
