import type { Lang } from "../../core/index.ts";

/** Words of kranectl's text outputs, beside those that krane-agent has too. */
interface FleetWords {
  readonly connected: string;
  readonly notConnected: string;
  readonly over: string;
  readonly none: string;
  readonly truncated: string;
  readonly hostHead: readonly string[];
  readonly findingHead: readonly string[];
  readonly facts: Readonly<
    Record<"agent" | "profile" | "region" | "kernel" | "boot" | "seen" | "first" | "clock", string>
  >;
  readonly behind: (by: string) => string;
  readonly ahead: (by: string) => string;
  /** "2 critical, 1 warning open on 2 of 3 hosts" */
  readonly standing: (counts: string, afflicted: number, hosts: number) => string;
  readonly open: (counts: string) => string;
  readonly nothingOpen: string;
  readonly quiet: (hosts: number) => string;
  readonly absent: (count: number) => string;
  readonly overCount: (count: number) => string;
  readonly more: (count: number, command: string) => string;
  readonly strange: (count: number) => string;
  readonly watching: (address: string) => string;
  readonly lost: (why: string) => string;
  readonly again: (address: string) => string;
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

export const FLEET_WORDS: Readonly<Record<Lang, FleetWords>> = {
  en: {
    connected: "connected",
    notConnected: "NOT connected",
    over: "over",
    none: "no host has ever connected",
    truncated: "more match than are shown: narrow it with --host, --status, --since or --open, or raise --limit",
    hostHead: ["STATUS", "HOST", "STATE", "OPEN", "LAST SEEN", "AGENT", "KERNEL", "PROFILE"],
    findingHead: ["STATUS", "HOST", "DETECTOR", "SINCE", "COUNT", "MESSAGE"],
    facts: {
      agent: "agent",
      profile: "profile",
      region: "region",
      kernel: "kernel",
      boot: "boot",
      seen: "last seen",
      first: "first seen",
      clock: "clock",
    },
    behind: (by) => `${by} behind the collector's`,
    ahead: (by) => `${by} ahead of the collector's`,
    standing: (counts, afflicted, hosts) => `${counts} open on ${afflicted} of ${plural(hosts, "host")}`,
    open: (counts) => `${counts} open`,
    nothingOpen: "nothing open",
    quiet: (hosts) => `nothing open on ${plural(hosts, "host")}`,
    absent: (count) => `${count} NOT connected`,
    overCount: (count) => `${count} over`,
    more: (count, command) => `… and ${count} more: ${command}`,
    strange: (count) => `${plural(count, "finding")} of a newer collector not understood and left out: update kranectl`,
    watching: (address) => `watching ${address}; Ctrl-C ends it`,
    lost: (why) => `lost the collector, trying again: ${why}`,
    again: (address) => `watching ${address} again; what came meanwhile follows`,
  },
  ko: {
    connected: "연결됨",
    notConnected: "연결 끊김",
    over: "종료",
    none: "연결된 적이 있는 호스트 없음",
    truncated: "일부만 표시됨: --host, --status, --since, --open 으로 좁히거나 --limit 을 늘리십시오",
    hostHead: ["상태", "호스트", "연결", "미해결", "마지막 수신", "에이전트", "커널", "프로파일"],
    findingHead: ["상태", "호스트", "탐지기", "시작", "횟수", "내용"],
    facts: {
      agent: "에이전트",
      profile: "프로파일",
      region: "리전",
      kernel: "커널",
      boot: "부팅 ID",
      seen: "마지막 수신",
      first: "최초 수신",
      clock: "시계",
    },
    behind: (by) => `수집기보다 ${by} 느림`,
    ahead: (by) => `수집기보다 ${by} 빠름`,
    standing: (counts, afflicted, hosts) => `미해결: ${counts} (호스트 ${hosts}대 중 ${afflicted}대)`,
    open: (counts) => `미해결: ${counts}`,
    nothingOpen: "미해결 없음",
    quiet: (hosts) => `호스트 ${hosts}대, 미해결 없음`,
    absent: (count) => `연결 끊김 ${count}대`,
    overCount: (count) => `종료 ${count}건`,
    more: (count, command) => `… 외 ${count}건: ${command}`,
    strange: (count) => `더 새로운 수집기의 항목 ${count}건을 해석하지 못해 제외함: kranectl 을 업데이트하십시오`,
    watching: (address) => `${address} 감시 중; Ctrl-C 로 종료`,
    lost: (why) => `수집기와 연결이 끊겨 다시 시도함: ${why}`,
    again: (address) => `${address} 다시 감시 중; 그동안의 항목부터 표시`,
  },
};
