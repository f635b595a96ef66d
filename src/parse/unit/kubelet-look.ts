import { type Host, look, lookInto } from "../../core/index.ts";
import {
  type FailSwapOn,
  failSwapOn,
  KUBELET_CONFIG,
  KUBELET_UNITS,
  type KubeletText,
  kubeletConfigDir,
  kubeletConfigPath,
  kubeletEnvironments,
} from "./kubelet.ts";

const UNIT = "kubelet.service";
/** kubeadm and Karas bring one or two. */
const MOST_DROP_INS = 32;

async function exists(host: Host, path: string): Promise<boolean> {
  return (await look(host, path)).known;
}

/** Whether a kubelet is installed here; Docker regions have none (manual 4.10), whatever a package left behind. */
export async function hasKubelet(host: Host): Promise<boolean> {
  if (host.site.runtime === "docker") return false;
  const places = [...KUBELET_UNITS.map((dir) => `${dir}/${UNIT}`), KUBELET_CONFIG];
  const found = await Promise.all(places.map((path) => exists(host, path)));
  return found.includes(true);
}

async function dropIns(host: Host, dir: string): Promise<readonly string[]> {
  const names = await lookInto(host, `${dir}/${UNIT}.d`);
  const found = names.known ? names.value.filter((name) => name.endsWith(".conf")) : [];
  return found.slice(0, MOST_DROP_INS).map((name) => `${dir}/${UNIT}.d/${name}`);
}

async function textsIn(host: Host, paths: readonly string[]): Promise<readonly KubeletText[]> {
  const texts = await Promise.all(paths.map(async (path) => ({ path, text: await look(host, path) })));
  return texts.flatMap(({ path, text }) => (text.known ? [{ path, text: text.value }] : []));
}

/** The texts that make kubelet's command line, in the order in which later ones win. */
async function textsOn(host: Host): Promise<readonly KubeletText[]> {
  const units = KUBELET_UNITS.map((dir) => `${dir}/${UNIT}`);
  const added = (await Promise.all(KUBELET_UNITS.map((dir) => dropIns(host, dir)))).flat();
  const texts = await textsIn(host, [...units, ...added]);
  return [...texts, ...(await textsIn(host, kubeletEnvironments(texts).slice(0, MOST_DROP_INS)))];
}

async function configsOn(host: Host, texts: readonly KubeletText[]): Promise<readonly KubeletText[]> {
  const dir = kubeletConfigDir(texts);
  const names = dir === undefined ? undefined : await lookInto(host, dir);
  const added = names?.known === true ? names.value.filter((name) => name.endsWith(".conf")).toSorted() : [];
  return textsIn(host, [kubeletConfigPath(texts), ...added.slice(0, MOST_DROP_INS).map((name) => `${dir}/${name}`)]);
}

/** What the installed kubelet thinks of swap. */
export async function lookAtFailSwapOn(host: Host): Promise<FailSwapOn> {
  const texts = await textsOn(host);
  return failSwapOn(texts, await configsOn(host, texts));
}
