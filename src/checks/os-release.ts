import { defineCheck, look } from "../core/index.ts";
import { osVerdict } from "../parse/boot/os-release.ts";

/** The first of them counts; the second is the distribution's own (os-release(5)). */
const PATH = "/etc/os-release";
const FALLBACK = "/usr/lib/os-release";

/** The templates of Karas bring Ubuntu 20.04 to ay1prod and 22.04 to every other region (manual 8.3). */
export default defineCheck({
  id: "os-release",
  title: { en: "The OS release is the region's", ko: "리전에 맞는 OS 버전" },
  group: "os",
  every: "1h",
  runbook: "os-template",
  case: "8.3",
  reasons: {
    OsAsWanted: { en: "{os.name} {os.version}, as wanted", ko: "{os.name} {os.version}, 기준과 일치" },
    OsOther: {
      en: "{os.name} {os.version} instead of {krane.os.wanted}",
      ko: "{os.name} {os.version} 설치됨, 기준은 {krane.os.wanted}",
    },
    OsNotWanted: {
      en: "{os.name} {os.version}; no release is wanted here",
      ko: "{os.name} {os.version}; 정해진 OS 기준 없음",
    },
    OsUnseen: { en: "OS release not known: {krane.feature.why}", ko: "OS 버전 확인 불가: {krane.feature.why}" },
  },
  async run(host) {
    const first = await look(host, PATH);
    const second = first.known ? undefined : await look(host, FALLBACK);
    const kernel = await look(host, "/proc/sys/kernel/osrelease");
    const found = second?.known === true ? { path: FALLBACK, release: second } : { path: PATH, release: first };
    return osVerdict({ wanted: host.profile.wanted.os, kernel, ...found });
  },
});
