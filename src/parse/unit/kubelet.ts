/** kubelet's configuration where kubeadm puts it. */
export const KUBELET_CONFIG = "/var/lib/kubelet/config.yaml";

/** Where the unit and what is added to it can be; the administrator's last, as systemd has it. */
export const KUBELET_UNITS = ["/usr/lib/systemd/system", "/lib/systemd/system", "/etc/systemd/system"] as const;

/** Environment files that kubeadm's drop-in names (kubernetes/release, 10-kubeadm.conf), in its order. */
const KUBELET_ENVIRONMENTS = [
  "/var/lib/kubelet/kubeadm-flags.env",
  "/etc/sysconfig/kubelet",
  "/etc/default/kubelet",
] as const;

/** A text that has a say in how kubelet starts. */
export interface KubeletText {
  readonly path: string;
  readonly text: string;
}

/** Whether kubelet refuses to start while swap is on, and where that is known from. */
export interface FailSwapOn {
  readonly value: boolean;
  readonly source: string;
}

function uncommented(text: string): string {
  return text
    .split("\n")
    .filter((line) => !/^\s*[#;]/.test(line))
    .join("\n");
}

/** The path of --config in a unit or an environment file; the last one counts. */
export function kubeletConfigPath(texts: readonly KubeletText[]): string {
  const found = texts.flatMap(({ text }) => [...uncommented(text).matchAll(/--config[= ]["']?([^\s"']{1,1024})/g)]);
  const path = found.at(-1)?.[1];
  return path?.startsWith("/") === true ? path : KUBELET_CONFIG;
}

/** Files that a unit of kubelet names, as kubespray's does: EnvironmentFile=-/etc/kubernetes/kubelet.env. */
export function kubeletEnvironments(texts: readonly KubeletText[]): readonly string[] {
  const named = texts.flatMap(({ text }) => [...uncommented(text).matchAll(/^EnvironmentFile=-?(\/\S{1,1024})$/gm)]);
  return [...new Set([...KUBELET_ENVIRONMENTS, ...named.map(([, path = ""]) => path)])];
}

/** The folder of --config-dir, whose *.conf files add to the configuration (kubernetes 1.28). */
export function kubeletConfigDir(texts: readonly KubeletText[]): string | undefined {
  const found = texts.flatMap(({ text }) => [
    ...uncommented(text).matchAll(/--config-dir[= ]["']?(\/[^\s"']{1,1024})/g),
  ]);
  return found.at(-1)?.[1]?.replace(/\/+$/, "");
}

function flag({ path, text }: KubeletText): FailSwapOn | undefined {
  const last = [...uncommented(text).matchAll(/--fail-swap-on\b(?:=["']?(true|false|1|0|t|f)\b)?/gi)].at(-1);
  if (last === undefined) return undefined;
  const value = last[1]?.toLowerCase() ?? "true";
  return { value: ["true", "1", "t"].includes(value), source: `${path}: ${last[0]}` };
}

function configured(path: string, text: string): FailSwapOn | undefined {
  // YAML at the left edge, or JSON, which is YAML, too.
  const match = text.trimStart().startsWith("{")
    ? /"failSwapOn"\s*:\s*(true|false)\b/.exec(text)
    : /^["']?failSwapOn["']?\s*:\s*["']?(true|false)\b/im.exec(text);
  return match === null
    ? undefined
    : { value: match[1]?.toLowerCase() === "true", source: `${path}: ${match[0].trim()}` };
}

/**
 * kubelet's failSwapOn: a flag wins over the configuration file, and without either it is true (kubernetes, pkg/kubelet/apis/config/v1beta1
 * defaults.go; cmd/kubelet/app/server.go parses the flags again behind the file).
 */
export function failSwapOn(texts: readonly KubeletText[], configs: readonly KubeletText[]): FailSwapOn {
  const flags = texts.flatMap((text) => flag(text) ?? []);
  const inFiles = configs.flatMap(({ path, text }) => configured(path, text) ?? []);
  return flags.at(-1) ?? inFiles.at(-1) ?? { value: true, source: "kubelet's default" };
}
