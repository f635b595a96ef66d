import type { SwapOrigin, SwapSource } from "./swap-origin.ts";
import { unitSections } from "./unit.ts";

/** Where zram-generator.conf(5) looks, the administrator's first; drop-ins are in zram-generator.conf.d of each. */
export const ZRAM_DIRS = ["/etc/systemd", "/run/systemd", "/usr/local/lib/systemd", "/usr/lib/systemd"] as const;

function setting(text: string, section: string, key: string): string | undefined {
  let within = false;
  let value: string | undefined;
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    if (line.startsWith("[")) within = line === `[${section}]`;
    else if (within && line.startsWith(key)) value = /^\s*=\s*(.*)$/.exec(line.slice(key.length))?.[1] ?? value;
  }
  return value;
}

/** A device that has a mount point or another file system than swap is none; one of size 0 is not made. */
function isSwap(text: string, device: string): boolean {
  const type = setting(text, device, "fs-type") ?? "swap";
  const isMounted = (setting(text, device, "mount-point") ?? "") !== "";
  return type === "swap" && !isMounted && !/^0+$/.test(setting(text, device, "zram-size") ?? "");
}

/** Compressed swaps that the generator makes at boot, by its file and the drop-ins, which add to it. */
export function zramOrigins(sources: readonly SwapSource[]): readonly SwapOrigin[] {
  const whole = sources.map(({ text }) => text).join("\n");
  const found = sources.flatMap(({ path, text }) =>
    unitSections(text)
      .filter((name) => /^zram\d{1,4}$/.test(name) && isSwap(whole, name))
      .map((name) => ({ at: path, spec: `/dev/${name}`, evidence: `${path}: [${name}]` })),
  );
  return found.filter(({ spec }, index) => found.findIndex((other) => other.spec === spec) === index);
}
