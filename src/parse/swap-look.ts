import { type Answer, type Host, look, lookInto } from "../core/index.ts";
import { SWAP_UNIT_DIRS, type SwapOrigin, type SwapSource, specPath, swapOrigins, ZRAM_FILES } from "./swap-origin.ts";

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

async function unitsIn(host: Host, dir: string): Promise<readonly string[]> {
  const names = await lookInto(host, dir);
  const units = names.known ? names.value.filter((name) => name.endsWith(".swap")).slice(0, MOST) : [];
  return units.map((name) => `${dir}/${name}`);
}

/** Units and the files of compressed swap; one that cannot be read brings nothing that is known of. */
async function sourcesOn(host: Host): Promise<readonly SwapSource[]> {
  const units = await Promise.all(SWAP_UNIT_DIRS.map((dir) => unitsIn(host, dir)));
  const paths = [...units.flat(), ...ZRAM_FILES];
  const texts = await Promise.all(paths.map(async (path) => ({ path, text: await look(host, path) })));
  return texts.flatMap(({ path, text }) => (text.known ? [{ path, text: text.value }] : []));
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
  const origins = swapOrigins([...first, ...(await sourcesOn(host))]).slice(0, MOST);
  const links = await Promise.all(
    origins.map(async ({ spec }) => [spec, await host.readlink(specPath(spec))] as const),
  );
  return { swaps, meminfo, fstab, origins, targets: new Map(links) };
}
