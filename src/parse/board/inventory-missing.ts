import { type AllHeard, hasLscpu, type Part, saidOf } from "./hardware.ts";
import type { Inventory, Missing } from "./inventory.ts";
import { recordOf, textOf, wholeOf } from "./inventory-values.ts";

type Known = Omit<Inventory, "schema" | "host" | "collectedAt" | "missing">;

/** Why something was not to be seen, for people; `detail` is which of them, or what failed. */
const WHY = {
  "needs-root": () => "only root may read it",
  "no-smbios": () => "this machine shows no SMBIOS",
  "no-tool": (detail: string) => `${detail} is not installed or gave nothing`,
  "not-told": () => "the hardware does not tell",
  "no-link": () => "no link, or a driver that does not tell",
  "set-by-software": () => "the address was set by software, the card's own is not to be seen",
  "not-local": (detail: string) => `${detail} network disks are not this host's own`,
  "timed-out": () => "no answer in time",
  failed: (detail: string) => `could not be asked: ${detail}`,
} as const satisfies Readonly<Record<string, (detail: string) => string>>;

export type MissingReason = keyof typeof WHY;

function missing(what: string, reason: MissingReason, detail: string | null = null): Missing {
  const said = textOf(detail);
  return { what, reason, detail: said, why: textOf(WHY[reason](said ?? "")) ?? "" };
}

/** What holds for all that a part would have said. */
function unheard(heard: AllHeard, part: Part, what: string): Missing | undefined {
  const found = heard.get(part);
  if (found === undefined) return missing(what, "timed-out");
  return found.error === undefined ? undefined : missing(what, "failed", found.error);
}

interface Firmware {
  readonly what: string;
  readonly part: Part;
  readonly value: string | null;
  /** Linux keeps serials and UUIDs from all but root (drivers/firmware/dmi-id.c, 0400). */
  readonly secret?: true;
}

function firmwareMissing(heard: AllHeard, { system, board, bios }: Known): Missing[] {
  const machine = recordOf(saidOf(heard, "machine"));
  const fields: readonly Firmware[] = [
    { what: "system.manufacturer", part: "system", value: system.manufacturer },
    { what: "system.model", part: "machine", value: system.model },
    { what: "system.serial", part: "system", value: system.serial, secret: true },
    { what: "system.uuid", part: "system", value: system.uuid, secret: true },
    { what: "board.manufacturer", part: "board", value: board.manufacturer },
    { what: "board.model", part: "board", value: board.model },
    { what: "board.version", part: "board", value: board.version },
    { what: "board.serial", part: "board", value: board.serial, secret: true },
    { what: "bios.vendor", part: "bios", value: bios.vendor },
    { what: "bios.version", part: "bios", value: bios.version },
    { what: "bios.releaseDate", part: "machine", value: bios.releaseDate },
  ];
  return fields
    .filter(({ value }) => value === null)
    .map(({ what, part, secret }) => {
      const rights = secret && machine.isRoot !== true ? "needs-root" : "not-told";
      return unheard(heard, part, what) ?? missing(what, machine.dmi === true ? rights : "no-smbios");
    });
}

function cpuMissing(heard: AllHeard, { system, cpus }: Known): Missing[] {
  const cpu = recordOf(saidOf(heard, "cpus"));
  const why = (what: string) =>
    unheard(heard, "cpus", what) ?? (hasLscpu(cpu) ? missing(what, "not-told") : missing(what, "no-tool", "lscpu"));
  const gone = Object.entries(cpus)
    .filter(([name, value]) => value === null && name !== "model")
    .map(([name]) => why(`cpus.${name}`));
  const own = (what: string) => unheard(heard, "machine", what) ?? missing(what, "not-told");
  return [
    ...gone,
    ...(cpus.model === null ? [own("cpus.model")] : []),
    ...(system.virtual === null ? [own("system.virtual")] : []),
  ];
}

function noDimms(heard: AllHeard, what: string): Missing {
  const machine = recordOf(saidOf(heard, "machine"));
  const said = unheard(heard, "memory", what);
  if (said !== undefined) return said;
  if (machine.dmi !== true) return missing(what, "no-smbios");
  return machine.isRoot === true ? missing(what, "no-tool", "dmidecode") : missing(what, "needs-root");
}

function memoryMissing(heard: AllHeard, { memory }: Known): Missing[] {
  const total = "memory.totalBytes";
  const dimms =
    memory.dimms.length === 0
      ? ["memory.slots", "memory.dimms"].map((what) => noDimms(heard, what))
      : gaps("memory.dimms", memory.dimms, ({ locator }) => locator);
  if (memory.totalBytes !== null) return dimms;
  return [unheard(heard, "machine", total) ?? missing(total, "not-told"), ...dimms];
}

/** One entry for each key that some of a list do not have, with their names. */
function gaps<T extends object>(what: string, list: readonly T[], nameOf: (item: T, index: number) => string | null) {
  const keys = Object.keys(list[0] ?? {});
  return keys.flatMap((key) => {
    const without = list.flatMap((item, index) =>
      (item as Record<string, unknown>)[key] === null ? [nameOf(item, index) ?? `#${index + 1}`] : [],
    );
    return without.length === 0 ? [] : [missing(`${what}.${key}`, "not-told", without.join(", "))];
  });
}

/** lsblk knows the serials that sysfs does not have. */
function blockGap(heard: AllHeard, gap: Missing): Missing {
  if (gap.what !== "disks.serial") return gap;
  const said = saidOf(heard, "blocks");
  const isEmpty = Array.isArray(said) && said.length === 0;
  return unheard(heard, "blocks", gap.what) ?? (isEmpty ? missing(gap.what, "no-tool", "lsblk") : gap);
}

function diskMissing(heard: AllHeard, { disks }: Known): Missing[] {
  const remote = wholeOf(recordOf(saidOf(heard, "disks")).remote) ?? 0;
  const none = unheard(heard, "disks", "disks") ?? unheard(heard, "blocks", "disks");
  return [
    ...(none === undefined ? [] : [none]),
    ...gaps("disks", disks, ({ name }) => name).map((gap) => blockGap(heard, gap)),
    ...(remote === 0 ? [] : [missing("disks", "not-local", String(remote))]),
  ];
}

const NIC_REASONS: Readonly<Record<string, MissingReason>> = {
  "nics.speedMbps": "no-link",
  "nics.mac": "set-by-software",
};

function nicMissing(heard: AllHeard, { nics }: Known): Missing[] {
  const none = unheard(heard, "nics", "nics");
  const known = gaps("nics", nics, ({ name }) => name).map((gap) =>
    missing(gap.what, NIC_REASONS[gap.what] ?? "not-told", gap.detail),
  );
  return none === undefined ? known : [none];
}

/** Why each null of an inventory is one. */
export function missingOf(heard: AllHeard, known: Known): readonly Missing[] {
  return [firmwareMissing, cpuMissing, memoryMissing, diskMissing, nicMissing].flatMap((of) => of(heard, known));
}
