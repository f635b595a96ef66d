import { defineCheck, type Host, lookInto } from "../core/index.ts";
import { lookAtClock } from "../parse/boot/host-now.ts";
import { daemonOf, SYNCHRONIZED, type TimeFacts, timeVerdict } from "../parse/boot/time-sync.ts";

async function factsOf(host: Host): Promise<TimeFacts> {
  const [run, systemd] = await Promise.all([lookInto(host, "/run"), lookInto(host, "/run/systemd")]);
  const isOther = daemonOf({ run, systemd }) === "systemd-timesyncd";
  return {
    run,
    systemd,
    chrony: await lookInto(host, "/run/chrony"),
    tracking: isOther ? undefined : await host.probe("chrony-tracking", {}),
    synchronizedAt: isOther ? (await host.stat(SYNCHRONIZED))?.modifiedAt : undefined,
    clock: await lookAtClock(host),
  };
}

/**
 * The agents of OpenStack tell that they live by their host's clock, and logs of hosts are put in order by it; nobody sees it drift. Node has
 * no adjtimex, so the daemon is asked: chronyd by its own protocol, timesyncd by the file it touches (systemd: timesyncd-manager.c).
 */
export default defineCheck({
  id: "time-sync",
  title: { en: "The clock is held by NTP", ko: "NTP 시각 동기화" },
  group: "os",
  every: "10m",
  runbook: "time-unsynchronised",
  reasons: {
    TimeKept: { en: "clock held by {krane.time.daemon}", ko: "시각 동기화 정상({krane.time.daemon})" },
    TimeOff: {
      en: "clock is {krane.time.offset_ms} ms off",
      ko: "시각이 {krane.time.offset_ms} ms 어긋남",
    },
    TimeFarOff: {
      en: "clock is {krane.time.offset_ms} ms off, more than a second",
      ko: "시각이 {krane.time.offset_ms} ms 어긋남, 1초 초과",
    },
    TimeStale: {
      en: "{krane.time.daemon} last corrected the clock {krane.time.age_minutes} min ago",
      ko: "{krane.time.daemon} 의 마지막 시각 보정이 {krane.time.age_minutes}분 전",
    },
    TimeLocal: {
      en: "chronyd follows the host's own clock, no time server (stratum {krane.time.stratum})",
      ko: "chronyd: 시각 서버 없이 자체 시계를 기준으로 동작(stratum {krane.time.stratum})",
    },
    TimeUnsynchronised: {
      en: "{krane.time.daemon} runs, but follows no time server",
      ko: "{krane.time.daemon} 실행 중이나 동기화된 시각 서버 없음",
    },
    TimeSettling: {
      en: "{krane.time.daemon} has not found a time server yet, the host has just booted",
      ko: "부팅 직후, {krane.time.daemon} 시각 서버 탐색 중",
    },
    TimeNotKept: { en: "no NTP daemon holds the clock", ko: "시각을 동기화하는 NTP 데몬 없음" },
    TimeUnseen: {
      en: "clock's synchronisation not known: {krane.feature.why}",
      ko: "시각 동기화 확인 불가: {krane.feature.why}",
    },
  },
  async run(host) {
    return timeVerdict(await factsOf(host));
  },
});
