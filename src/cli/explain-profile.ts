import type { Lang, Profile, Text, Wanted } from "../core/index.ts";
import type { Terminal } from "./terminal.ts";

/** What each wish is about; its key is the one of the configuration's `wanted`. */
const WISHES: Readonly<Record<keyof Wanted, Text>> = {
  iommuDomain: { en: "IOMMU domain", ko: "IOMMU 도메인" },
  iommuExemptCpus: {
    en: "CPUs (family-model) for which VT-d in firmware is enough",
    ko: "BIOS VT-d만으로 충분한 구형 CPU(family-model)",
  },
  sriov: { en: "SR-IOV on at least one", ko: "SR-IOV 지원 장치 필요" },
  numaPerSocket: { en: "one NUMA node per socket", ko: "소켓당 NUMA 노드 1개" },
  smt: { en: "hyper-threading", ko: "하이퍼스레딩" },
  powerSaving: { en: "power saving (idle states, frequency scaling)", ko: "저전력 기능(C-state, P-state)" },
  hugepages: { en: "hugepages (KiB: pages)", ko: "Hugepage(KiB: 개수)" },
  kernelParameters: { en: "kernel parameters", ko: "커널 부팅 파라미터" },
  os: { en: "operating system", ko: "운영체제" },
  vlans: { en: "VLANs", ko: "VLAN" },
  nicSpeedMbps: { en: "slowest uplink, Mbit/s", ko: "업링크 최저 속도(Mbit/s)" },
  units: { en: "systemd units that must be active", ko: "실행 중이어야 하는 systemd 유닛" },
  mtu: { en: "MTU of the uplinks", ko: "업링크 MTU" },
  containers: {
    en: "containers that must run, no others in their groups; with ? they may",
    ko: "실행되어야 하는 컨테이너, 그룹 내 다른 컨테이너 없음; ? 표시는 선택",
  },
};

const HEADINGS: Readonly<Record<Lang, { regions: string; wanted: string; nothing: string; unset: string }>> = {
  en: {
    regions: "Hosts of the regions",
    wanted: "Wanted",
    nothing: "nothing: only what is broken is a fault",
    unset: "Not checked until the configuration sets it (wanted)",
  },
  ko: {
    regions: "적용 리전",
    wanted: "요구 사항",
    nothing: "없음: 실제 고장만 장애로 판정",
    unset: "설정 파일(wanted)에 지정하기 전에는 검사하지 않음",
  },
};

/** Names by runtime, in groups or not: "docker nova: nova-compute; docker neutron: ...", "containerd: kubelet.service". */
function namesText(byRuntime: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(byRuntime).flatMap(([runtime, names]) =>
    Array.isArray(names)
      ? [`${runtime}: ${names.join(", ")}`]
      : Object.entries(names ?? {}).map(([group, list]) => `${runtime} ${group}: ${[list].flat().join(", ")}`),
  );
  return parts.join("; ");
}

function valueText(value: Wanted[keyof Wanted]): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "object" && ("docker" in value || "containerd" in value)) return namesText(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** A profile as `explain` prints it: whose it is, what it wants, and what it leaves to the site. */
export function profileLines({ name, title, regions, wanted }: Profile, { lang, bold }: Terminal): readonly string[] {
  const headings = HEADINGS[lang];
  const keys = Object.keys(WISHES) as (keyof Wanted)[];
  const set = keys.filter((key) => wanted[key] !== undefined);
  const unset = keys.filter((key) => wanted[key] === undefined);
  return [
    `${bold(name)}: ${title[lang]}`,
    ...(regions.length === 0 ? [] : [`${headings.regions}: ${regions.join(", ")}`]),
    `${headings.wanted}:${set.length === 0 ? ` ${headings.nothing}` : ""}`,
    ...set.map((key) => `  ${key}: ${valueText(wanted[key])} (${WISHES[key][lang]})`),
    ...(unset.length === 0 ? [] : [`${headings.unset}: ${unset.join(", ")}`]),
    "",
  ];
}
