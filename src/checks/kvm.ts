import { type Answer, defineCheck, type FileStat, type Host, look, lookAt, lookInto } from "../core/index.ts";
import { CPU_REASONS, FIRST_CPU_BYTES, parseFirstCpu } from "../parse/cpu/cpuinfo.ts";
import { firstCpuOf } from "../parse/cpu/cpulist.ts";
import { kvmVerdict } from "../parse/cpu/kvm.ts";
import { type KvmLock, needsBootLog } from "../parse/cpu/kvm-facts.ts";
import { type KvmKind, kvmKind } from "../parse/cpu/kvm-kind.ts";
import { keptOut, qemuUser } from "../parse/guest/qemu-user.ts";

const NODES = "/sys/devices/system/node";

async function namesIn(host: Host, path: string): Promise<readonly string[]> {
  const listed = await lookInto(host, path);
  return listed.known ? listed.value : [];
}

async function locksOn(host: Host, register: number): Promise<readonly KvmLock[]> {
  const nodes = (await namesIn(host, NODES)).filter((name) => /^node\d+$/.test(name));
  const lists = await Promise.all(nodes.map((node) => look(host, `${NODES}/${node}/cpulist`)));
  const cpus = new Set([0, ...lists.flatMap((list) => (list.known ? (firstCpuOf(list.value) ?? []) : []))]);
  return Promise.all(Array.from(cpus, async (cpu) => ({ cpu, value: await host.probe("msr", { cpu, register }) })));
}

/** Of a module that is loaded. */
async function parametersOn(host: Host, { module, paging }: KvmKind): Promise<ReadonlyMap<string, Answer<string>>> {
  const names = ["nested", paging];
  const found = names.map(
    async (name) => [name, await look(host, `/sys/module/${module}/parameters/${name}`)] as const,
  );
  return new Map(await Promise.all(found));
}

/** qemu.conf is root's alone, so it is read only where the usual user is kept out. */
async function keptOutOn(host: Host, node: FileStat | undefined): Promise<string | undefined> {
  const [passwd = "", group = ""] = [await host.read("/etc/passwd"), await host.read("/etc/group")];
  if (keptOut(qemuUser(passwd, group, ""), node) === undefined) return undefined;
  return keptOut(qemuUser(passwd, group, (await host.read("/etc/libvirt/qemu.conf")) ?? ""), node);
}

/** No guest starts without /dev/kvm, and a swapped mainboard comes with VT-x off (manual 8.2, 1.c.i); kvm-ok never opens the device. */
export default defineCheck({
  id: "kvm",
  title: { en: "KVM is usable (VT-x, AMD-V)", ko: "KVM 사용 가능(VT-x, AMD-V)" },
  group: "bios",
  every: "1h",
  runbook: "kvm-unusable",
  case: "8.2",
  reasons: {
    KvmUsable: { en: "/dev/kvm opens", ko: "/dev/kvm 정상" },
    KvmSlowPaging: {
      en: "second-level paging (EPT, NPT) of {krane.kvm.module} off, so guests run far slower",
      ko: "{krane.kvm.module}의 2단계 페이징(EPT, NPT)이 꺼져 VM 성능 저하",
    },
    KvmLocked: { en: "{krane.kvm.extension} locked off by firmware", ko: "BIOS에서 {krane.kvm.extension} 꺼짐(잠김)" },
    KvmNotOffered: {
      en: "CPU shows no {krane.kvm.extension}: off in firmware, or not built in",
      ko: "CPU에 {krane.kvm.extension} 없음: BIOS에서 꺼졌거나 미지원 CPU",
    },
    KvmBlacklisted: {
      en: "{krane.kvm.module} kept out by the kernel command line",
      ko: "부팅 파라미터가 {krane.kvm.module} 모듈을 차단함",
    },
    KvmModuleMissing: {
      en: "{krane.kvm.module} not loaded, so no /dev/kvm",
      ko: "{krane.kvm.module} 미로드, /dev/kvm 없음",
    },
    KvmDeviceDead: {
      en: "/dev/kvm does not open, although the CPU has {krane.kvm.extension}",
      ko: "CPU는 {krane.kvm.extension} 지원하나 /dev/kvm을 열 수 없음",
    },
    KvmForbidden: {
      en: "/dev/kvm closed to qemu's user {krane.kvm.user}, mode {krane.kvm.mode}",
      ko: "qemu 사용자 {krane.kvm.user}가 /dev/kvm을 열 수 없음, 권한 {krane.kvm.mode}",
    },
    KvmUnseen: { en: "/dev/kvm not tried: {krane.feature.why}", ko: "/dev/kvm 확인 불가: {krane.feature.why}" },
    ...CPU_REASONS,
  },
  async run(host) {
    const cpuinfo = await lookAt(host, "/proc/cpuinfo", FIRST_CPU_BYTES);
    const cpu = parseFirstCpu(cpuinfo.known ? cpuinfo.value : undefined);
    const kind = kvmKind(cpu);
    const [modules, locks] = [await namesIn(host, "/sys/module"), await locksOn(host, kind.register)];
    const [node, opened] = [await host.stat("/dev/kvm"), await host.probe("open-kvm", {})];
    const facts = {
      ...{ cpu, cmdline: await look(host, "/proc/cmdline"), modules, locks, opened, node },
      ...{ parameters: await parametersOn(host, kind), keptOut: await keptOutOn(host, node) },
    };
    return kvmVerdict(needsBootLog(facts) ? { ...facts, bootLog: await host.probe("boot-log", {}) } : facts);
  },
});
