import type { AgentStatus } from "../../agent/agent-status.ts";
import { field, type Lang, type Status } from "../../core/index.ts";
import type { Terminal } from "../terminal.ts";
import { table } from "./columns.ts";
import { clockTime } from "./finding-block.ts";
import { byteSize } from "./scan-text.ts";
import { statusWord } from "./words.ts";

/** What the daemon says of itself, in sentences with the facts filled in. */
interface Sayings {
  readonly names: readonly [uplink: string, outbox: string, findings: string, config: string, memory: string];
  readonly noCollector: string;
  readonly connected: (to: string, since: string) => string;
  readonly notConnected: (to: string, since: string) => string;
  readonly lastAck: (at: string) => string;
  readonly queued: (depth: number, bytes: string, most: string) => string;
  readonly readOnly: (waiting: number) => string;
  readonly open: (count: number) => string;
  readonly defaults: string;
  readonly refused: string;
  readonly read: (lines: number, lost: number) => string;
  readonly blind: string;
  readonly since: (at: string) => string;
  readonly inventory: string;
  readonly made: (cpus: string, memory: string, disks: number, nics: number) => string;
}

const SAYINGS: Readonly<Record<Lang, Sayings>> = {
  en: {
    names: ["uplink", "outbox", "findings", "config", "memory"],
    noCollector: "no collector configured: findings stay on this host",
    connected: (to, since) => `connected to ${to}${since && ` since ${since}`}`,
    notConnected: (to, since) => `NOT connected to ${to}${since && ` since ${since}`}`,
    lastAck: (at) => `last ack ${at}`,
    queued: (depth, bytes, most) => `${depth} findings to send, ${bytes} of ${most}`,
    readOnly: (waiting) => `the disk takes NO writes, ${waiting} findings wait in memory`,
    open: (count) => `${count} open`,
    defaults: "defaults",
    refused: "refused",
    read: (lines, lost) => `${lines} lines read, ${lost} lost`,
    blind: "cannot be read",
    since: (at) => `since ${at}`,
    inventory: "inventory",
    made: (cpus, memory, disks, nics) => `${cpus} CPUs, ${memory}, ${disks} disks, ${nics} NICs`,
  },
  ko: {
    names: ["업링크", "보관함", "탐지 결과", "설정", "메모리"],
    noCollector: "설정된 수집기 없음: 탐지 결과는 이 호스트에만 보관됨",
    connected: (to, since) => `${to} 연결됨${since && ` (${since}부터)`}`,
    notConnected: (to, since) => `${to} 연결 안 됨${since && ` (${since}부터)`}`,
    lastAck: (at) => `마지막 확인 응답 ${at}`,
    queued: (depth, bytes, most) => `전송 대기 ${depth}건, ${most} 중 ${bytes} 사용`,
    readOnly: (waiting) => `디스크에 쓸 수 없음, 메모리에서 ${waiting}건 대기`,
    open: (count) => `진행 중 ${count}건`,
    defaults: "기본값",
    refused: "거부됨",
    read: (lines, lost) => `${lines}줄 읽음, ${lost}줄 유실`,
    blind: "읽을 수 없음",
    since: (at) => `${at}부터`,
    inventory: "인벤토리",
    made: (cpus, memory, disks, nics) => `CPU ${cpus}개, ${memory}, 디스크 ${disks}개, NIC ${nics}개`,
  },
};

function because(what: string, error: string | null | undefined): string {
  return error === null || error === undefined ? what : `${what}: ${field(error)}`;
}

function uplinkText({ uplink }: AgentStatus, say: Sayings): string {
  if (uplink.address === null) return say.noCollector;
  const since = uplink.since === null ? "" : clockTime(uplink.since);
  const to = field(uplink.address);
  const state = uplink.connected ? say.connected(to, since) : because(say.notConnected(to, since), uplink.lastError);
  return uplink.lastAckAt === null ? state : `${state}, ${say.lastAck(clockTime(uplink.lastAckAt))}`;
}

function outboxText({ outbox: { depth, waiting, writable, bytes, maxBytes } }: AgentStatus, say: Sayings): string {
  const room = say.queued(depth, byteSize(bytes), byteSize(maxBytes));
  return writable ? room : `${room}; ${say.readOnly(waiting)}`;
}

function configText({ config }: AgentStatus, say: Sayings): string {
  const file = config.file === null ? say.defaults : field(config.file);
  return config.error === null ? file : because(`${file}: ${say.refused}`, config.error);
}

/** Nothing where no inventory is configured; a daemon that was not restarted since an upgrade has no such key. */
function inventoryRows({ inventory, inventoryError }: AgentStatus, say: Sayings): readonly string[][] {
  if (inventory === null || inventory === undefined)
    return (inventoryError ?? null) === null ? [] : [[say.inventory, because(say.blind, inventoryError)]];
  const { model, serial, cpus, memoryBytes, disks, nics, collectedAt } = inventory;
  const name = [model, serial].map((text) => field(text ?? "-")).join(" ");
  const memory = memoryBytes === null ? "-" : byteSize(memoryBytes);
  const made = say.made(String(cpus ?? "-"), memory, disks, nics);
  return [[say.inventory, `${name}: ${made} (${clockTime(Date.parse(collectedAt))})`]];
}

/** `status -o text`: the verdict in the first line, then the way of a finding from the logs to the collector. */
export function statusText(status: AgentStatus, health: Status, screen: Terminal): string {
  const say = SAYINGS[screen.lang];
  const [uplink, outbox, findings, config, memory] = say.names;
  const rows = [
    [uplink, uplinkText(status, say)],
    [outbox, outboxText(status, say)],
    [findings, say.open(status.findings.open)],
    [config, configText(status, say)],
    [memory, byteSize(status.memory.rssBytes)],
    ...inventoryRows(status, say),
    ...status.sources.map(({ id, records, lost, error }) => {
      const read = say.read(records, lost);
      return [field(id), error === undefined ? read : because(`${read}, ${say.blind}`, error)];
    }),
  ];
  const word = screen.colour(health, statusWord(health, screen.lang));
  const head = `${word} ${screen.bold(field(status.host))}: krane-agent ${field(status.version)}, pid ${status.pid}`;
  return `${head}, ${say.since(clockTime(status.startedAt))}\n${table(rows)}`;
}
