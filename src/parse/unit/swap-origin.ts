import { parseFstab } from "./fstab.ts";
import type { Swap } from "./swaps.ts";
import { unitValue } from "./unit.ts";

/** Where systemd finds *.swap units, in the order of systemd.unit(5): the first of a name counts. */
export const SWAP_UNIT_DIRS = [
  "/etc/systemd/system",
  "/run/systemd/system",
  // Made of fstab, and of compressed swaps.
  "/run/systemd/generator",
  "/usr/local/lib/systemd/system",
  "/usr/lib/systemd/system",
  "/lib/systemd/system",
  // Made of partitions with the type of a swap (systemd-gpt-auto-generator).
  "/run/systemd/generator.late",
] as const;

/** Debian's and Ubuntu's packages zram-tools and zram-config set up compressed swap in memory; dphys-swapfile makes a file at each boot. */
export const SWAP_FILES = [
  "/etc/default/zramswap",
  "/usr/lib/systemd/system/zram-config.service",
  "/etc/dphys-swapfile",
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

/** dphys-swapfile(8): its file is shell, its default /var/swap, and a size of 0 means none. */
function ofDphys(path: string, text: string): SwapOrigin[] {
  const value = (key: string) => new RegExp(`^\\s*${key}=["']?([^\\s"'#]{1,1024})`, "m").exec(text)?.[1];
  if (value("CONF_SWAPSIZE") === "0") return [];
  return [{ at: path, spec: value("CONF_SWAPFILE") ?? "/var/swap", evidence: path }];
}

/** The unit that stands for a line of fstab, as systemd-escape --path --suffix=swap names it. */
export function swapUnitOf(spec: string): string {
  const path = specPath(spec).replace(/^\/+|\/+$/g, "");
  const escaped = [...new TextEncoder().encode(path)].map((byte, index) => {
    const character = String.fromCharCode(byte);
    if (character === "/") return "-";
    const plain = index === 0 ? /[\w:]/ : /[\w:.]/;
    return plain.test(character) ? character : `\\x${byte.toString(16).padStart(2, "0")}`;
  });
  return `${escaped.join("")}.swap`;
}

function originsIn({ path, text }: SwapSource): SwapOrigin[] {
  if (path === "/etc/fstab") {
    const swaps = parseFstab(text).filter((entry) => entry.type === "swap" && !entry.options.includes("noauto"));
    return swaps.map(({ line, spec, text: evidence }) => ({ at: `${path}:${line}`, spec, evidence }));
  }
  if (path === "/etc/dphys-swapfile") return ofDphys(path, text);
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
 * What brings these swaps back at boot, one for each at most, as the generator's unit repeats the fstab line; `targets` holds where the link
 * of a spec points. A tag (UUID=...) whose link is not to be seen can be any swap that nothing else names.
 */
export function restoring(
  swaps: readonly Swap[],
  origins: readonly SwapOrigin[],
  targets: ReadonlyMap<string, string | undefined>,
): readonly SwapOrigin[] {
  const named = swaps.map(({ name }) => origins.find(({ spec }) => names(spec, targets.get(spec), name)));
  const found = [...new Set(named)].filter((origin) => origin !== undefined);
  if (!named.includes(undefined)) return found;
  const unseen = origins.filter(({ spec }) => specPath(spec) !== spec && targets.get(spec) === undefined);
  return [...new Set([...found, ...unseen])];
}
