/**
 * The kernel's counts of memory errors, by module: /sys/devices/system/edac/mc (Documentation/admin-guide/RAS/main.rst). A controller has
 * dimm* or, where it counts by rank, rank* (amd64_edac); before 3.6 and with CONFIG_EDAC_LEGACY_SYSFS alone csrow* with channels.
 */
export const EDAC = "/sys/devices/system/edac/mc";

/** Files that tell of one slot. */
export interface SlotFiles {
  /** "mc0/dimm3"; "mc0" for errors whose slot the controller does not know. */
  readonly id: string;
  readonly corrected: string;
  readonly uncorrected?: string;
  readonly label?: string;
  readonly location?: string;
}

/** What was counted at one slot since boot. */
export interface MemorySlot {
  readonly id: string;
  readonly label: string;
  readonly location: string | undefined;
  readonly corrected: number;
  readonly uncorrected: number;
}

/** No machine has more of either; a directory with 100,000 names is none of a machine. */
const CONTROLLERS = 64;
const SLOTS = 64;

export function controllersOf(names: readonly string[]): readonly string[] {
  return names.filter((name) => /^mc\d{1,3}$/.test(name)).slice(0, CONTROLLERS);
}

/** Directories of a controller's slots; the legacy rows only where there are no others, as both show the same counts. */
export function slotDirs(names: readonly string[]): readonly string[] {
  const slots = names.filter((name) => /^(?:dimm|rank)\d{1,3}$/.test(name));
  const rows = names.filter((name) => /^csrow\d{1,3}$/.test(name));
  return (slots.length > 0 ? slots : rows).slice(0, SLOTS);
}

export function isRow(dir: string): boolean {
  return dir.startsWith("csrow");
}

export function slotFiles(controller: string, dir: string): SlotFiles {
  const at = `${EDAC}/${controller}/${dir}`;
  return {
    id: `${controller}/${dir}`,
    corrected: `${at}/dimm_ce_count`,
    uncorrected: `${at}/dimm_ue_count`,
    label: `${at}/dimm_label`,
    location: `${at}/dimm_location`,
  };
}

/** A row counts corrected errors by channel, and the others for all of them. */
export function rowFiles(controller: string, row: string, names: readonly string[]): readonly SlotFiles[] {
  const at = `${EDAC}/${controller}/${row}`;
  const channels = names.flatMap((name) => /^(ch\d{1,2})_ce_count$/.exec(name)?.[1] ?? []);
  const all = { id: `${controller}/${row}`, corrected: `${at}/ce_count`, uncorrected: `${at}/ue_count` };
  if (channels.length === 0) return [all];
  return channels.map((channel, index) => ({
    id: `${controller}/${row}/${channel}`,
    corrected: `${at}/${channel}_ce_count`,
    label: `${at}/${channel}_dimm_label`,
    ...(index === 0 ? { uncorrected: all.uncorrected } : {}),
  }));
}

/** What a controller counts beside its slots: errors of unknown place, or everything where it shows no slots. */
export function restFiles(controller: string, hasSlots: boolean): SlotFiles {
  const kind = hasSlots ? "_noinfo" : "";
  const at = `${EDAC}/${controller}`;
  return { id: controller, corrected: `${at}/ce${kind}_count`, uncorrected: `${at}/ue${kind}_count` };
}

/** A count of the kernel; undefined for anything else. */
export function parseCount(text: string): number | undefined {
  return /^\d{1,15}$/.test(text.trim()) ? Number(text) : undefined;
}
