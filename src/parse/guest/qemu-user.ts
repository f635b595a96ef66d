import type { FileStat } from "../../core/index.ts";

/** Who runs the guests' qemu processes. */
export interface QemuUser {
  readonly name: string;
  readonly uid: number;
  readonly gids: readonly number[];
}

/** Debian's and Ubuntu's name, then Red Hat's. */
const NAMES: readonly string[] = ["libvirt-qemu", "qemu"];

function rows(text: string): readonly (readonly string[])[] {
  return text.split("\n").map((line) => line.split(":"));
}

/** `user = "..."` in libvirt's qemu.conf, which is "+0" for a number. */
function configured(conf: string): string | undefined {
  return Array.from(conf.matchAll(/^\s*user\s*=\s*"\+?([^"\n]{1,64})"/gm)).at(-1)?.[1];
}

/** The user of qemu by /etc/libvirt/qemu.conf, /etc/passwd and /etc/group; undefined where the host has none. */
export function qemuUser(passwd: string, group: string, conf: string): QemuUser | undefined {
  const wanted = configured(conf);
  if (wanted === "root" || wanted === "0") return { name: "root", uid: 0, gids: [0] };
  const users = rows(passwd);
  const names = wanted === undefined ? NAMES : [wanted];
  const row = names
    .map((name) => users.find(([user, , uid]) => user === name || uid === name))
    .find((one) => one !== undefined);
  const [name, , uid, gid] = row ?? [];
  if (name === undefined || uid === undefined || gid === undefined) return undefined;
  const member = rows(group).filter(([, , , members = ""]) => members.split(",").includes(name));
  return { name, uid: Number(uid), gids: [Number(gid), ...member.map(([, , id]) => Number(id))] };
}

/** Whether `user` may open a file for reading and writing; undefined where its owner is not known. */
function mayUse(user: QemuUser, { mode, uid, gid }: FileStat): boolean | undefined {
  if (user.uid === 0 || (mode & 0o6) === 0o6) return true;
  if (uid === undefined || gid === undefined) return undefined;
  if (uid === user.uid) return (mode & 0o600) === 0o600;
  return user.gids.includes(gid) && (mode & 0o60) === 0o60;
}

/** qemu's user where it may not open `node`. Root does not notice: no guest starts, while kvm-ok and virt-host-validate pass (measured). */
export function keptOut(user: QemuUser | undefined, node: FileStat | undefined): string | undefined {
  return user !== undefined && node !== undefined && mayUse(user, node) === false ? user.name : undefined;
}
