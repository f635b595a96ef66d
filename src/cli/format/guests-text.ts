import { field, type Guest, type GuestProblemKind, type GuestState, guestName, type Lang } from "../../core/index.ts";
import type { GuestReport } from "../guests.ts";
import type { Terminal } from "../terminal.ts";
import { table } from "./columns.ts";
import { statusWord } from "./words.ts";

interface GuestWords {
  readonly columns: readonly string[];
  readonly counted: (count: number) => string;
  readonly missing: string;
  readonly states: Readonly<Record<GuestState, string>>;
  readonly problems: Readonly<Record<GuestProblemKind, string>>;
}

const GUEST_WORDS: Readonly<Record<Lang, GuestWords>> = {
  en: {
    columns: ["NAME", "DOMAIN", "STATE", "PID", "VCPUS", "FLAVOR", "PROJECT", "UUID", "TAPS"],
    counted: (count) => (count === 1 ? "1 guest" : `${count} guests`),
    missing: "guests may be missing",
    states: {
      running: "running",
      blocked: "blocked",
      paused: "paused",
      shutdown: "shutting down",
      shutoff: "shut off",
      crashed: "crashed",
      pmsuspended: "suspended",
      gone: "gone",
      unknown: "unknown",
    },
    problems: {
      unreadable: "cannot be read",
      corrupt: "status file is corrupt",
      gone: "libvirt's status file is stale",
      "main-thread-dead": "main thread of qemu is dead",
      "vcpu-dead": "virtual CPU is dead",
    },
  },
  ko: {
    columns: ["이름", "도메인", "상태", "PID", "VCPU", "FLAVOR", "프로젝트", "UUID", "TAP"],
    counted: (count) => `VM ${count}대`,
    missing: "일부 VM 이 누락되었을 수 있음",
    states: {
      running: "실행 중",
      blocked: "대기 중",
      paused: "일시 정지",
      shutdown: "종료 중",
      shutoff: "꺼짐",
      crashed: "비정상 종료",
      pmsuspended: "절전",
      gone: "프로세스 없음",
      unknown: "확인 불가",
    },
    problems: {
      unreadable: "읽을 수 없음",
      corrupt: "상태 파일 손상",
      gone: "libvirt 상태 파일이 실제와 다름",
      "main-thread-dead": "qemu 메인 스레드 종료됨",
      "vcpu-dead": "vCPU 스레드 종료됨",
    },
  },
};

function row(guest: Guest, { states }: GuestWords): readonly string[] {
  const { domain, state, pid, vcpus, flavor, project, uuid, taps } = guest;
  const facts = [guestName(guest), domain, states[state], pid, vcpus.length || undefined, flavor, project, uuid];
  return [...facts, taps.length === 0 ? undefined : taps.join(", ")].map((fact) => field(String(fact ?? "-")));
}

/** `guests -o text`: the verdict in the first line, then a table; what is wrong with a guest stands below it. */
export function guestsText({ host, status, guests, missing }: GuestReport, screen: Terminal): string {
  const words = GUEST_WORDS[screen.lang];
  const word = screen.colour(status, statusWord(status, screen.lang));
  const verdict = `${word} ${screen.bold(field(host))}: ${words.counted(guests.length)}\n`;
  const note = missing === undefined ? "" : `${words.missing}: ${field(missing)}\n`;
  if (guests.length === 0) return verdict + note;
  const paint = (text: string, line: number) => (line === 0 ? screen.dim(text) : text);
  const [heading, ...rows] = table([words.columns, ...guests.map((guest) => row(guest, words))], paint).split("\n");
  const below = ({ problems }: Guest) => problems.map(({ kind, why }) => `  ${words.problems[kind]}: ${field(why)}`);
  const lines = guests.flatMap((guest, index) => [rows[index] ?? "", ...below(guest)]);
  return verdict + note + [heading, ...lines].map((line) => `${line}\n`).join("");
}
