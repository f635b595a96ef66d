import { defineCheck, type Host, look } from "../core/index.ts";
import { type MountFacts, mountsOf, noRoomVerdict, ownFileSystems, roomVerdict } from "../parse/disk/disk-space.ts";

async function factsOf(host: Host): Promise<MountFacts> {
  const mountinfo = await look(host, "/proc/self/mountinfo");
  return { mountinfo, mounts: mountinfo.known ? mountinfo : await look(host, "/proc/mounts") };
}

/**
 * A full disk pauses guests with thin images (ENOSPC) and stops the container runtime and all logs; one that the kernel turned read-only after
 * an error is about to be lost (manual 4.9, which a full one is not: so the check names no case, the runbook tells them apart).
 */
export default defineCheck({
  id: "disk-space",
  title: { en: "File systems have room and are writable", ko: "파일시스템 여유 공간과 쓰기 가능 여부" },
  group: "disk",
  every: "5m",
  runbook: "disk-full",
  reasons: {
    RoomEnough: {
      en: "{system.filesystem.mountpoint}: {krane.filesystem.available_percent} % available",
      ko: "{system.filesystem.mountpoint}: 여유 {krane.filesystem.available_percent} %",
    },
    RoomLow: {
      en: "{system.filesystem.mountpoint}: {krane.filesystem.available_percent} % available, {krane.filesystem.available_mib} MiB",
      ko: "{system.filesystem.mountpoint}: 여유 {krane.filesystem.available_percent} %, {krane.filesystem.available_mib} MiB",
    },
    RoomGone: {
      en: "{system.filesystem.mountpoint}: nearly full, {krane.filesystem.available_percent} % available, {krane.filesystem.available_mib} MiB",
      ko: "{system.filesystem.mountpoint}: 공간 고갈 임박, 여유 {krane.filesystem.available_percent} %, {krane.filesystem.available_mib} MiB",
    },
    InodesLow: {
      en: "{system.filesystem.mountpoint}: {krane.filesystem.free_inodes_percent} % of the inodes free",
      ko: "{system.filesystem.mountpoint}: 여유 inode {krane.filesystem.free_inodes_percent} %",
    },
    FileSystemReadOnly: {
      en: "{system.filesystem.mountpoint} ({system.device}): turned read-only by the kernel",
      ko: "{system.filesystem.mountpoint} ({system.device}): 커널이 읽기 전용으로 전환",
    },
    RoomUnseen: {
      en: "{system.filesystem.mountpoint}: room not known: {krane.feature.why}",
      ko: "{system.filesystem.mountpoint}: 여유 공간 확인 불가: {krane.feature.why}",
    },
    NoFileSystem: { en: "no file system of a local disk", ko: "로컬 디스크의 파일시스템 없음" },
    MountsUnseen: { en: "mounts not known: {krane.feature.why}", ko: "마운트 확인 불가: {krane.feature.why}" },
  },
  async run(host) {
    const facts = await factsOf(host);
    const mounts = ownFileSystems(mountsOf(facts) ?? []);
    if (mounts.length === 0) return noRoomVerdict(facts);
    const fstab = await look(host, "/etc/fstab");
    return Promise.all(
      mounts.map(async (mount) => {
        const system = await host.probe("file-system", { path: mount.mountPoint });
        return roomVerdict({ mount, system, fstab: fstab.known ? fstab.value : "" });
      }),
    );
  },
});
