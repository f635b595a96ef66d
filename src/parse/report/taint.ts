import type { Text } from "../../core/index.ts";

export interface TaintFlag {
  readonly letter: string;
  /** The kernel's own name, which 6.12 and later print: "[D]=DIE". */
  readonly name: string;
  readonly text: Text;
}

/** Taint flags in bit order, which is the order they are printed in (kernel/panic.c of 6.12, J of 6.15, Documentation/admin-guide/tainted-kernels.rst). */
export const TAINT_FLAGS: readonly TaintFlag[] = [
  {
    letter: "P",
    name: "PROPRIETARY_MODULE",
    text: { en: "a proprietary module was loaded", ko: "비공개(proprietary) 모듈이 적재됨" },
  },
  { letter: "F", name: "FORCED_MODULE", text: { en: "a module was loaded by force", ko: "모듈이 강제로 적재됨" } },
  {
    letter: "S",
    name: "CPU_OUT_OF_SPEC",
    text: { en: "a CPU runs out of its specification", ko: "CPU가 사양을 벗어나 동작함" },
  },
  { letter: "R", name: "FORCED_RMMOD", text: { en: "a module was unloaded by force", ko: "모듈이 강제로 제거됨" } },
  {
    letter: "M",
    name: "MACHINE_CHECK",
    text: { en: "a machine check was reported", ko: "머신 체크(하드웨어 오류)가 보고됨" },
  },
  { letter: "B", name: "BAD_PAGE", text: { en: "a bad page was found", ko: "손상된 메모리 페이지가 발견됨" } },
  { letter: "U", name: "USER", text: { en: "tainted on request of user space", ko: "사용자 공간의 요청으로 표시됨" } },
  { letter: "D", name: "DIE", text: { en: "an oops or BUG happened before", ko: "이전에 oops 또는 BUG가 발생함" } },
  {
    letter: "A",
    name: "OVERRIDDEN_ACPI_TABLE",
    text: { en: "an ACPI table was overridden", ko: "ACPI 테이블이 재정의됨" },
  },
  { letter: "W", name: "WARN", text: { en: "a kernel warning happened before", ko: "이전에 커널 경고가 발생함" } },
  { letter: "C", name: "CRAP", text: { en: "a staging driver was loaded", ko: "staging 드라이버가 적재됨" } },
  {
    letter: "I",
    name: "FIRMWARE_WORKAROUND",
    text: { en: "a firmware bug is worked around", ko: "펌웨어 버그를 우회 중임" },
  },
  {
    letter: "O",
    name: "OOT_MODULE",
    text: { en: "an out-of-tree module was loaded", ko: "커널 트리 밖의 모듈이 적재됨" },
  },
  {
    letter: "E",
    name: "UNSIGNED_MODULE",
    text: { en: "an unsigned module was loaded", ko: "서명되지 않은 모듈이 적재됨" },
  },
  { letter: "L", name: "SOFTLOCKUP", text: { en: "a soft lockup happened before", ko: "이전에 소프트 락업이 발생함" } },
  { letter: "K", name: "LIVEPATCH", text: { en: "the kernel was live patched", ko: "커널 라이브 패치가 적용됨" } },
  { letter: "X", name: "AUX", text: { en: "marked by the distribution", ko: "배포판이 표시한 값" } },
  {
    letter: "T",
    name: "RANDSTRUCT",
    text: { en: "built with randomised structures", ko: "구조체 배치를 무작위화한 커널" },
  },
  { letter: "N", name: "TEST", text: { en: "an in-kernel test was run", ko: "커널 내부 테스트가 실행됨" } },
  {
    letter: "J",
    name: "FWCTL",
    text: { en: "user space changed a device by fwctl", ko: "사용자 공간이 fwctl로 장치 상태를 변경함" },
  },
];

const BY_LETTER = new Map(TAINT_FLAGS.map((flag) => [flag.letter, flag]));

/** Letters of a printed taint field, without the blanks and the G ("no proprietary module") that holds P's place. */
export function taintLetters(printed: string): string[] {
  return Array.from(printed).filter((letter) => BY_LETTER.has(letter));
}

/** The flag of a letter; undefined for one that no known kernel prints. */
export function taintFlag(letter: string): TaintFlag | undefined {
  return BY_LETTER.get(letter);
}

/** /proc/sys/kernel/tainted, a decimal mask of 64 bits. */
const MASK = /^\d{1,15}$/;

/** The mask of /proc/sys/kernel/tainted; undefined where it is none. */
export function parseTaintMask(text: string): number | undefined {
  return MASK.test(text.trim()) ? Number(text.trim()) : undefined;
}

/** The flags of a mask in bit order; bits of kernels to come are left out. */
export function taintFlags(mask: number): readonly TaintFlag[] {
  return TAINT_FLAGS.filter((_, bit) => Math.floor(mask / 2 ** bit) % 2 === 1);
}
