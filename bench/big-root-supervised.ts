import type { MadeRoot } from "./made-root.ts";

/** systemd with its daemons, kubelet, and a job of BOSH's, all of them well. */
export function supervised(root: MadeRoot): void {
  root.file("/run/systemd/system/.keep", "");
  root.file("/var/lib/kubelet/config.yaml", "failSwapOn: true");
  root.file("/etc/kubernetes/kubelet.conf", "apiVersion: v1");
  const well = { load: "loaded", active: "active", sub: "running", enabled: "enabled", result: "success", restarts: 0 };
  const names = ["containerd.service", "docker.service", "kubelet.service", "libvirtd.service", "virtlogd.service"];
  root.file("/extra/systemd-units.json", JSON.stringify(names.map((name) => ({ name, ...well }))));
  root.file("/var/vcap/jobs/etcd/monit", "");
  root.file("/var/vcap/sys/log/etcd/pre-start.stdout.log", "done");
  root.file("/var/vcap/instance/health.json", '{"state":"running"}');
}
