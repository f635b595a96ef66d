import { parseFstab } from "./fstab.ts";
import type { Swap } from "./swaps.ts";
import { unitSections, unitValue } from "./unit.ts";

/** Where systemd finds *.swap units, the administrator's first. Units made of fstab are in the generator's folder. */
export const SWAP_UNIT_DIRS = [
  "/etc/systemd/system",
  "/run/systemd/system",
  "/usr/lib/systemd/system",
  "/run/systemd/generator",
] as const;

/** What sets up compressed swap in memory: systemd's generator, and Debian's and Ubuntu's packages zram-tools and zram-config. */
export const ZRAM_FILES = [
  "/etc/systemd/zram-generator.conf",
  "/usr/lib/systemd/zram-generator.conf",
  "/etc/default/zramswap",
  "/usr/lib/systemd/system/zram-config.service",
] as const;

/** A text of the host that can turn swap on at the next boot. */
export interface SwapSource {
  readonly path: string;
  readonly text: string;
}

/** One thing that brings swap back: "/etc/fstab:12", and the device as it is named there. */
export interface SwapOrigin {
  readonly at: string;
  readonly spec: string;
  readonly evidence: string;
}

const BY: Readonly<Record<string, string>> = {
  UUID: "by-uuid",
  LABEL: "by-label",
  PARTUUID: "by-partuuid",
  PARTLABEL: "by-partlabel",
};

/** The path that stands for `spec`: UUID=x is the link /dev/disk/by-uuid/x, in which udev writes a blank as \x20. */
export function specPath(spec: string): string {
  const [, tag = "", value = ""] = /^([A-Z]+)=(.+)$/s.exec(spec) ?? [];
  const folder = BY[tag];
  return folder === undefined ? spec : `/dev/disk/${folder}/${value.replaceAll(" ", "\\x20")}`;
}

function originsIn({ path, text }: SwapSource): SwapOrigin[] {
  if (path === "/etc/fstab") {
    const swaps = parseFstab(text).filter((entry) => entry.type === "swap" && !entry.options.includes("noauto"));
    return swaps.map(({ line, spec, text: evidence }) => ({ at: `${path}:${line}`, spec, evidence }));
  }
  if (path.endsWith("zram-generator.conf")) {
    const devices = unitSections(text).filter((section) => /^zram\d+$/.test(section));
    return devices.map((name) => ({ at: path, spec: `/dev/${name}`, evidence: `${path}: [${name}]` }));
  }
  if (!path.endsWith(".swap")) return text === "" ? [] : [{ at: path, spec: "/dev/zram", evidence: path }];
  const what = unitValue(text, "Swap", "What");
  return what === undefined ? [] : [{ at: path, spec: what, evidence: `${path}: What=${what}` }];
}

/** Everything in `sources` that turns swap on. */
export function swapOrigins(sources: readonly SwapSource[]): readonly SwapOrigin[] {
  return sources.flatMap(originsIn);
}

/** Whether `spec`, whose path is the link to `target`, is the device or file `name`. */
function names(spec: string, target: string | undefined, name: string): boolean {
  const path = specPath(spec);
  if (path === name || (path === "/dev/zram" && name.startsWith("/dev/zram"))) return true;
  return target !== undefined && target.slice(target.lastIndexOf("/") + 1) === name.slice(name.lastIndexOf("/") + 1);
}

/**
 * What brings these swaps back at boot, one for each at most, as the generator's unit repeats the fstab line;
 * `targets` holds where the link of a spec points.
 */
export function restoring(
  swaps: readonly Swap[],
  origins: readonly SwapOrigin[],
  targets: ReadonlyMap<string, string | undefined>,
): readonly SwapOrigin[] {
  const found = swaps.map(({ name }) => origins.find(({ spec }) => names(spec, targets.get(spec), name)));
  return [...new Set(found)].filter((origin) => origin !== undefined);
}
