import { type Answer, type Host, look, lookAtLink, lookInto } from "../../core/index.ts";
import {
  SWAP_FILES,
  SWAP_UNIT_DIRS,
  type SwapOrigin,
  type SwapSource,
  specPath,
  swapOrigins,
  swapUnitOf,
} from "./swap-origin.ts";
import { ZRAM_DIRS, zramOrigins } from "./zram.ts";

const FSTAB = "/etc/fstab";
/** Units beyond these are no host's. */
const MOST = 64;

/** What a host says of its swap, and of what turns it on at boot. */
export interface SwapLook {
  readonly swaps: Answer<string>;
  readonly meminfo: Answer<string>;
  readonly fstab: Answer<string>;
  /** Everything that turns a swap on at boot, and where the link of each spec points. */
  readonly origins: readonly SwapOrigin[];
  readonly targets: ReadonlyMap<string, string | undefined>;
}

async function namesIn(host: Host, dir: string, suffix: string): Promise<readonly string[]> {
  const names = await lookInto(host, dir);
  return names.known ? names.value.filter((name) => name.endsWith(suffix)).slice(0, MOST) : [];
}

/** What stands in `dirs`, the first of each name. */
async function firstOf(host: Host, dirs: readonly string[], suffix: string): Promise<ReadonlyMap<string, string>> {
  const names = await Promise.all(dirs.map((dir) => namesIn(host, dir, suffix)));
  const all = dirs.flatMap((dir, index) => (names[index] ?? []).map((name) => [name, `${dir}/${name}`] as const));
  return new Map(all.toReversed());
}

/** systemctl mask makes a link to /dev/null. */
async function isMasked(host: Host, path: string): Promise<boolean> {
  const target = await lookAtLink(host, path);
  return target.known && target.value === "/dev/null";
}

async function textsOf(host: Host, paths: readonly string[]): Promise<readonly SwapSource[]> {
  const texts = await Promise.all(paths.map(async (path) => ({ path, text: await look(host, path) })));
  return texts.flatMap(({ path, text }) => (text.known ? [{ path, text: text.value }] : []));
}

/** A unit with its drop-ins behind it: the last What= counts. */
async function unitOn(host: Host, name: string, path: string): Promise<readonly SwapSource[]> {
  const added = await firstOf(
    host,
    SWAP_UNIT_DIRS.map((dir) => `${dir}/${name}.d`),
    ".conf",
  );
  const texts = await textsOf(host, [path, ...[...added.values()].sort()]);
  return texts.length === 0 ? [] : [{ path, text: texts.map(({ text }) => text).join("\n") }];
}

async function zramOn(host: Host): Promise<readonly SwapOrigin[]> {
  const [main] = [...(await firstOf(host, ZRAM_DIRS, "zram-generator.conf")).values()];
  const added = await firstOf(
    host,
    ZRAM_DIRS.map((dir) => `${dir}/zram-generator.conf.d`),
    ".conf",
  );
  const dropIns = [...added].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
  return zramOrigins(await textsOf(host, [...(main === undefined ? [] : [main]), ...dropIns]));
}

/** What fstab, units and other files turn on at boot; what cannot be read brings nothing that is known of. */
async function originsOn(host: Host, fstab: readonly SwapSource[]): Promise<readonly SwapOrigin[]> {
  const targets = ["/etc/systemd/system/swap.target", "/run/systemd/system/swap.target"];
  const units = [...(await firstOf(host, SWAP_UNIT_DIRS, ".swap"))];
  const masks = await Promise.all(units.map(([, path]) => isMasked(host, path)));
  const masked = new Set(units.flatMap(([name], index) => (masks[index] === true ? [name] : [])));
  const isOff = (await Promise.all(targets.map((path) => isMasked(host, path)))).includes(true);
  const kept = units.filter(([name]) => !masked.has(name));
  const own = isOff ? [] : (await Promise.all(kept.map(([name, path]) => unitOn(host, name, path)))).flat();
  const lines = isOff ? [] : swapOrigins(fstab).filter(({ spec }) => !masked.has(swapUnitOf(spec)));
  const files = await textsOf(host, SWAP_FILES);
  return [...lines, ...swapOrigins(own), ...(isOff ? [] : await zramOn(host)), ...swapOrigins(files)];
}

/** Three checks ask for it: swap, kubelet-swap and, where kubelet is down, units. */
export async function lookAtSwap(host: Host): Promise<SwapLook> {
  const [swaps, meminfo, fstab] = await Promise.all([
    look(host, "/proc/swaps"),
    look(host, "/proc/meminfo"),
    look(host, FSTAB),
  ]);
  // Its lines are counted, so that it is read again as it is: look() takes blank ones off its beginning.
  const first = fstab.known ? [{ path: FSTAB, text: (await host.read(FSTAB)) ?? "" }] : [];
  const origins = (await originsOn(host, first)).slice(0, MOST);
  const links = await Promise.all(
    origins.map(async ({ spec }) => [spec, await host.readlink(specPath(spec))] as const),
  );
  return { swaps, meminfo, fstab, origins, targets: new Map(links) };
}
