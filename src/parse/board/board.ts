import type { Answer, Attributes, Kept, Status, Verdict } from "../../core/index.ts";
import { defined } from "../../core/index.ts";
import { type Feature, featureVerdict, lookCause, seen, seenIn } from "../feature.ts";
import { type BoardIdentity, identityText } from "./board-identity.ts";

export interface BoardFacts {
  readonly identity: Answer<BoardIdentity>;
  /** Why the whole of it could not be read, where only a part was. */
  readonly smbios: Answer<unknown>;
  readonly kept: Kept | undefined;
  readonly isGuest: boolean;
  /** ms since the epoch. */
  readonly now: number;
}

export type BoardReason =
  | "BoardSeen"
  | "BoardSame"
  | "BoardUnnamed"
  | "BoardReplaced"
  | "FirmwareUpdated"
  | "BoardOfGuest"
  | "BoardUnseen";

/** So long the finding stays after the change was noticed: the day on which somebody can still look after the settings. */
const HOLD_MS = 24 * 60 * 60 * 1000;

/** What is compared: key of a kept fact, word for it, and its value now. */
const COMPARED = [
  { key: "board_serial", word: "serial", of: ({ serial }: BoardIdentity) => serial },
  { key: "system_uuid", word: "UUID", of: ({ uuid }: BoardIdentity) => uuid },
  { key: "bios_version", word: "BIOS", of: ({ biosVersion }: BoardIdentity) => biosVersion },
] as const;

type Key = (typeof COMPARED)[number]["key"];

/** The last values, and what they replaced in the day before `noticedAt`. */
interface Memory {
  readonly last: ReadonlyMap<Key, string>;
  readonly former: ReadonlyMap<Key, string>;
  readonly noticedAt: number;
}

function textsIn(facts: Attributes | undefined, prefix: string): Map<Key, string> {
  return new Map(
    COMPARED.flatMap(({ key }) => {
      const value = facts?.[`${prefix}${key}`];
      return typeof value === "string" && value !== "" ? [[key, value] as const] : [];
    }),
  );
}

function remembered({ kept, now }: BoardFacts): Memory {
  const noticed = kept?.facts.noticed_at;
  const noticedAt = Math.min(typeof noticed === "number" ? noticed : 0, now);
  const isHeld = now - noticedAt < HOLD_MS;
  return { last: textsIn(kept?.facts, ""), former: isHeld ? textsIn(kept?.facts, "former_") : new Map(), noticedAt };
}

/** What this look makes of the memory. A value that cannot be read now, or is none, is no change: the last one stays. */
function compared(identity: BoardIdentity, memory: Memory, now: number): Memory {
  const [last, former] = [new Map(memory.last), new Map(memory.former)];
  let { noticedAt } = memory;
  for (const { key, of } of COMPARED) {
    const [value, before] = [of(identity), last.get(key)];
    if (value === undefined) continue;
    last.set(key, value);
    if (before !== undefined && before !== value) {
      former.set(key, former.get(key) ?? before);
      noticedAt = now;
    }
    if (former.get(key) === value) former.delete(key);
  }
  return { last, former, noticedAt };
}

function keepOf({ last, former, noticedAt }: Memory): Attributes {
  const gone = Array.from(former, ([key, value]) => [`former_${key}`, value] as const);
  return Object.fromEntries([...last, ...gone, ...(former.size > 0 ? [["noticed_at", noticedAt] as const] : [])]);
}

/** "serial CN7016 -> CN7019, BIOS 2.19.1 -> 2.21.2". */
function changeText({ last, former }: Memory): string {
  const changes = COMPARED.filter(({ key }) => former.has(key));
  return changes.map(({ key, word }) => `${word} ${former.get(key)} -> ${last.get(key)}`).join(", ");
}

function reasonOf(identity: BoardIdentity, before: Memory, { former }: Memory): BoardReason {
  if (former.has("board_serial") || former.has("system_uuid")) return "BoardReplaced";
  if (former.has("bios_version")) return "FirmwareUpdated";
  if (before.last.size === 0) return "BoardSeen";
  return identity.serial === undefined && identity.uuid === undefined ? "BoardUnnamed" : "BoardSame";
}

const STATUS: Partial<Record<BoardReason, Status>> = { BoardReplaced: "warning", FirmwareUpdated: "warning" };

/** Settings of manual 8.2 that a new mainboard, and at times new firmware, comes without. */
const SETTINGS = "VT-x, VT-d, x2apic, SR-IOV, NUMA, SNC off, Node Interleaving off, Hyper-Threading, C-states off";

function featureOf(facts: BoardFacts, change: string): Feature {
  const feature: Feature = {
    firmware: seenIn(facts.identity, "SMBIOS types 0, 1, 2", (identity) => [true, identityText(identity)]),
    effective: seen(change === "", "what the last run kept", change === "" ? "no change" : change),
  };
  return change === "" ? feature : { ...feature, cause: "firmware", setting: SETTINGS };
}

function unseen({ identity, isGuest }: BoardFacts): Verdict<BoardReason> {
  if (isGuest) return { status: "skipped", reason: "BoardOfGuest" };
  const why = identity.known ? "" : identity.why;
  return featureVerdict({
    status: "unknown",
    reason: "BoardUnseen",
    feature: { effective: seen(undefined, "SMBIOS types 0, 1, 2", why), cause: lookCause(identity) },
    attributes: { "krane.feature.why": why },
  });
}

function attributesOf(identity: BoardIdentity): Attributes {
  const { serial, uuid, product, biosVersion, biosDate } = identity;
  return {
    "krane.board.identity": identityText(identity),
    ...defined({
      "krane.board.serial": serial,
      "krane.board.product": product,
      "krane.system.uuid": uuid,
      "krane.bios.version": biosVersion,
      "krane.bios.date": biosDate,
    }),
  };
}

function formerAttributes({ former }: Memory): Attributes {
  return Object.fromEntries(Array.from(former, ([key, value]) => [`krane.board.former_${key}`, value]));
}

/** What the facts say of the mainboard. */
export function boardVerdict(facts: BoardFacts): Verdict<BoardReason> {
  const { identity, smbios, now } = facts;
  if (!identity.known || identityText(identity.value) === "") return unseen(facts);
  const before = remembered(facts);
  const memory = compared(identity.value, before, now);
  const reason = reasonOf(identity.value, before, memory);
  const change = changeText(memory);
  return featureVerdict({
    status: STATUS[reason] ?? "ok",
    reason,
    feature: featureOf(facts, change),
    attributes: {
      ...attributesOf(identity.value),
      ...formerAttributes(memory),
      ...(change === "" ? {} : { "krane.board.change": change }),
    },
    evidence: smbios.known ? [] : [`serial and UUID may be missing: ${smbios.why}`],
    keep: keepOf(memory),
  });
}
