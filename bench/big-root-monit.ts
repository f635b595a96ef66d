import type { MadeRoot } from "./made-root.ts";

const NAMES = ["etcd", "fluentd", "telegraf"];
const LIVES = "S 1 1 1 0 -1 4194560 90 0 0 0 0 0 0 0 20 0 1 0 4200 8704000 400 0 1 1 0 0 0 0 0 0 0 0 0 0 17 1";

function pidOf(name: string): number {
  return 2001 + NAMES.indexOf(name);
}

/** monit with some processes, all of them well. */
export function monit(root: MadeRoot): void {
  root.file("/etc/monit/monitrc", "set daemon 30\nset httpd port 2812\ninclude /etc/monit/conf.d/*");
  root.file("/proc/1/stat", `1 (systemd) ${LIVES}`);
  for (const name of NAMES) {
    const programs = ["start", "stop"].map((action) => `${action} program = "/srv/${name}/ctl ${action}"`);
    root.file(
      `/etc/monit/conf.d/${name}`,
      [`check process ${name} with pidfile /run/${name}.pid`, ...programs].join("\n"),
    );
    root.file(`/run/${name}.pid`, pidOf(name));
    root.file(`/proc/${pidOf(name)}/stat`, `${pidOf(name)} (${name}) ${LIVES}`);
    root.program(`/srv/${name}/ctl`, "#!/bin/sh");
  }
  const well = { type: 3, status: 0, monitor: 1, mode: 0, pendingAction: 0, collectedAt: 1_795_000_000 };
  const services = NAMES.map((name) => ({ name, ...well, pid: pidOf(name) }));
  const status = { version: "5.33.0", askedAt: 1_795_000_010_000, pollS: 30, uptimeS: 864_000, services };
  root.file("/extra/monit-status.json", JSON.stringify(status));
}
