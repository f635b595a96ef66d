import type { Answer, Attributes, Status, Verdict } from "../../core/index.ts";
import { parseSmbios } from "../board/smbios.ts";
import type { BootParam } from "../boot/cmdline.ts";
import { type Feature, featureVerdict, lookCause, seen, seenIn } from "../feature.ts";
import { EDAC, type MemorySlot } from "./edac.ts";
import { gib, memoryLimit, missingKib, type Population, populationOf } from "./memory-population.ts";
import { ACT_COUNT, type Look, type Watched, watch } from "./memory-watch.ts";

export interface MemoryFacts {
  /** Slots whose counters could be read. */
  readonly slots: readonly MemorySlot[];
  /** Where counters are missing, why. */
  readonly unread: readonly string[];
  readonly smbios: Answer<Uint8Array>;
  /** MemTotal of /proc/meminfo. */
  readonly total: Answer<number>;
  /** What is reserved for a kernel of kdump. */
  readonly crashKib: number;
  readonly params: readonly BootParam[];
  readonly isGuest: boolean;
  readonly look: Look;
}

export type MemoryReason =
  | "MemoryFine"
  | "MemoryUncounted"
  | "MemoryCounted"
  | "MemoryWatched"
  | "MemoryErrors"
  | "MemoryUncorrected"
  | "MemoryMissing"
  | "MemoryCapped"
  | "MemoryOfGuest"
  | "MemoryUnseen";

function statusOf({ slot, recent }: Watched): Pick<Verdict<MemoryReason>, "status" | "reason"> {
  if (slot.uncorrected > 0) return { status: "critical", reason: "MemoryUncorrected" };
  if (recent >= ACT_COUNT) return { status: "warning", reason: "MemoryErrors" };
  return { status: "ok", reason: "MemoryWatched" };
}

/** The labels that a board's vendor or the driver gave need not differ. */
function nameOf(slot: MemorySlot, all: readonly MemorySlot[]): string {
  const alike = all.filter(({ label }) => label === slot.label).length;
  return slot.label === "" || alike > 1 ? `${slot.label} (${slot.id})`.trim() : slot.label;
}

function slotVerdict(found: Watched, all: readonly MemorySlot[]): Verdict<MemoryReason> {
  const { slot, recent } = found;
  const name = nameOf(slot, all);
  return {
    ...statusOf(found),
    subject: { type: "memory", name, id: slot.id },
    attributes: {
      "krane.memory.slot": name,
      "krane.memory.corrected": slot.corrected,
      "krane.memory.uncorrected": slot.uncorrected,
      "krane.memory.recent": recent,
      ...(slot.location === undefined ? {} : { "krane.memory.location": slot.location }),
    },
    evidence: [`${EDAC}/${slot.id}: ${slot.corrected} corrected, ${slot.uncorrected} uncorrected since boot`],
  };
}

interface Fill {
  readonly population: Population | undefined;
  /** Undefined where one of the two is not known. */
  readonly missing: number | undefined;
}

/** A hypervisor may take memory back from its guest (balloon), so there the difference proves nothing. */
function fillOf({ smbios, total, crashKib, isGuest }: MemoryFacts): Fill {
  const tables = smbios.known ? parseSmbios(smbios.value) : undefined;
  const population = tables === undefined ? undefined : populationOf(tables.memory);
  if (population === undefined || !total.known) return { population, missing: undefined };
  return { population, missing: isGuest ? 0 : missingKib(population, total.value, crashKib) };
}

function reasonOf({ slots, params, isGuest }: MemoryFacts, { missing }: Fill): MemoryReason {
  if (missing === undefined) {
    if (slots.length > 0) return "MemoryCounted";
    return isGuest ? "MemoryOfGuest" : "MemoryUnseen";
  }
  if (missing > 0) return memoryLimit(params) === undefined ? "MemoryMissing" : "MemoryCapped";
  return slots.length > 0 ? "MemoryFine" : "MemoryUncounted";
}

function featureOf(facts: MemoryFacts, { population, missing }: Fill, reason: MemoryReason): Feature {
  const { smbios, total, params } = facts;
  const limit = memoryLimit(params);
  const filled = population === undefined ? "no usable list of modules" : population.kinds.join(", ");
  const feature: Feature = {
    firmware: seenIn(smbios, "SMBIOS type 17", () => [population === undefined ? undefined : true, filled]),
    configured: seen(limit === undefined, "/proc/cmdline", limit ?? "no mem= or memmap="),
    effective: seenIn(total, "/proc/meminfo", (kib) => [
      missing === undefined ? undefined : missing === 0,
      `MemTotal ${kib} kB`,
    ]),
  };
  if (reason === "MemoryMissing") return { ...feature, cause: "firmware", setting: "memory mode, disabled DIMMs" };
  if (reason === "MemoryCapped") return { ...feature, cause: "cmdline", setting: `without ${limit}` };
  if (reason !== "MemoryUnseen") return feature;
  return { ...feature, cause: lookCause(smbios.known ? total : smbios) };
}

const STATUS: Partial<Record<MemoryReason, Status>> = {
  MemoryMissing: "warning",
  MemoryCapped: "warning",
  MemoryUnseen: "unknown",
  MemoryOfGuest: "skipped",
};

function sizes({ population, missing }: Fill, { total }: MemoryFacts): Attributes {
  return {
    ...(population === undefined
      ? {}
      : {
          "krane.memory.modules": population.modules,
          "krane.memory.slots": population.slots,
          "krane.memory.installed_gib": gib(population.installedKib),
          "krane.memory.kinds": population.kinds,
        }),
    ...(total.known ? { "krane.memory.total_gib": gib(total.value) } : {}),
    ...(missing === undefined || missing === 0 ? {} : { "krane.memory.missing_gib": gib(missing) }),
  };
}

function hostVerdict(facts: MemoryFacts, keep: readonly string[]): Verdict<MemoryReason> {
  const fill = fillOf(facts);
  const reason = reasonOf(facts, fill);
  const { smbios, total, slots, unread } = facts;
  const why = [smbios, total].flatMap((answer) => (answer.known ? [] : [answer.why]));
  return featureVerdict({
    status: STATUS[reason] ?? "ok",
    reason,
    feature: featureOf(facts, fill, reason),
    attributes: {
      ...sizes(fill, facts),
      "krane.memory.counted": slots.length,
      ...(reason === "MemoryUnseen"
        ? { "krane.feature.why": why[0] ?? "SMBIOS gives no list of modules that could be compared" }
        : {}),
    },
    evidence: slots.length > 0 ? unread : [`no error counters (EDAC) under ${EDAC}`, ...unread],
    keep: { watched: keep },
  });
}

/** One verdict for each slot that counted errors, and one for how much memory there is. */
export function memoryVerdicts(facts: MemoryFacts): readonly Verdict<MemoryReason>[] {
  const faulty = facts.slots.filter(({ corrected, uncorrected }) => corrected > 0 || uncorrected > 0);
  const { watched, keep } = watch(faulty, facts.look);
  const told = watched.filter(({ slot, recent }) => recent > 0 || slot.uncorrected > 0);
  return [...told.map((one) => slotVerdict(one, facts.slots)), hostVerdict(facts, keep)];
}
