import { type Answer, defineCheck, type Host, known, look, lookInto } from "../core/index.ts";
import { GRUB_DIR, GRUB_FILE } from "../parse/boot/grub.ts";
import { cmdlineVerdict } from "../parse/boot/kernel-cmdline.ts";
import { runningLine } from "../parse/boot/running-line.ts";
import { FIRST_CPU_BYTES, parseFirstCpu } from "../parse/cpu/cpuinfo.ts";

/** No image has more of them. */
const GRUB_FILES = 64;

/** One file that cannot be read may be the one that sets the parameters. */
async function grubOn(host: Host): Promise<Answer<readonly string[]>> {
  const names = await lookInto(host, GRUB_DIR);
  if (!names.known) return names;
  const beside = names.value.filter((name) => name.endsWith(".cfg")).slice(0, GRUB_FILES);
  const paths = [GRUB_FILE, ...beside.map((name) => `${GRUB_DIR}/${name}`)];
  const texts = await Promise.all(paths.map((path) => look(host, path)));
  const lost = texts.find((text) => !text.known);
  return lost === undefined || lost.known ? known(texts.flatMap((text) => (text.known ? [text.value] : []))) : lost;
}

/** The template sets what KVM needs of the kernel, and a boot entry made by hand loses it (manual 8.2, 1.c.ii and 8.3). */
export default defineCheck({
  id: "kernel-cmdline",
  title: { en: "The kernel runs with the wanted parameters", ko: "커널 부팅 파라미터" },
  group: "os",
  every: "1h",
  runbook: "os-template",
  case: "8.3",
  reasons: {
    CmdlineComplete: {
      en: "boot parameters as wanted: {krane.boot.wanted}",
      ko: "부팅 파라미터 적용됨: {krane.boot.wanted}",
    },
    CmdlineMissing: {
      en: "boot parameters not in effect: {krane.boot.lacking}",
      ko: "부팅 파라미터 미적용: {krane.boot.lacking}",
    },
    CmdlinePending: {
      en: "boot parameters set in GRUB, but not booted with: {krane.boot.lacking}",
      ko: "GRUB에는 설정되었으나 재부팅 전이라 미적용: {krane.boot.lacking}",
    },
    CmdlineExempt: {
      en: "this CPU needs none of the wanted boot parameters: {krane.boot.exempt}",
      ko: "이 CPU에는 필요 없는 부팅 파라미터: {krane.boot.exempt}",
    },
    CmdlineNotWanted: { en: "no boot parameter is wanted here", ko: "정해진 부팅 파라미터 기준 없음" },
    CmdlineUnseen: {
      en: "boot parameters not known: {krane.feature.why}",
      ko: "부팅 파라미터 확인 불가: {krane.feature.why}",
    },
  },
  async run(host) {
    return cmdlineVerdict({
      wanted: host.profile.wanted,
      cpu: parseFirstCpu(await host.readAt("/proc/cpuinfo", 0, FIRST_CPU_BYTES)),
      running: runningLine(await look(host, "/proc/cmdline")),
      grub: await grubOn(host),
    });
  },
});
