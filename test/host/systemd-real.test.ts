import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { startSystemd, whyNoSystemd } from "../support/systemd-lab.ts";

const RUNS = "[Service]\nExecStart=/bin/sleep infinity\n";
const FAILS = "[Service]\nExecStart=/bin/false\n";
const LOOPS = "[Unit]\nStartLimitIntervalSec=0\n";

const UNITS = {
  // Dies a second after each start, and runs again at once.
  "docker.service": `${LOOPS}[Service]\nExecStart=/bin/sleep 1\nRestart=always\nRestartSec=1ms\n`,
  "containerd.service": FAILS,
  // As kubelet with swap on: it ends at once, and waits for its next turn.
  "kubelet.service": `${LOOPS}${FAILS}Restart=always\nRestartSec=1min\n`,
  "libvirtd.service": RUNS,
  "libvirtd.socket": "[Socket]\nListenStream=/run/libvirt-sock\n",
  "virtqemud.service": "[Service]\nType=notify\nExecStart=/bin/sleep infinity\n",
  "virtlogd.service": `${RUNS}[Install]\nWantedBy=default.target\n`,
  "bird@host.service": RUNS,
  "masked.service": "mask",
  "broken.service": "[Service]\nType=simple\n",
  "exited.service": "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n",
  "stopping.service": "[Service]\nExecStart=/bin/sleep infinity\nExecStop=/bin/sleep infinity\n",
};
const WANTED = [
  "bird@host.service",
  "masked.service",
  "broken.service",
  "exited.service",
  "stopping.service",
  "gone.service",
];
const CONFIG = JSON.stringify({ wanted: { units: { any: WANTED } } });

const why = whyNoSystemd();

describe.skipIf(why !== undefined)(
  `a real systemd, PID 1 of a root of its own${why === undefined ? "" : ` (${why})`}`,
  () => {
    let systemd: Awaited<ReturnType<typeof startSystemd>>;

    beforeAll(async () => {
      systemd = await startSystemd(UNITS);
      systemd.enter("sh", "-c", `echo '${CONFIG}' >/etc/krane.yaml; chmod 644 /etc/krane.yaml`);
      systemd.systemctl("enable", "virtlogd.service");
      const started = [
        "docker",
        "containerd",
        "kubelet",
        "libvirtd.socket",
        "virtqemud",
        "bird@host",
        "exited",
        "stopping",
      ];
      systemd.systemctl("start", "--no-block", ...started);
      await eventually(() => systemd.systemctl("is-active", "stopping").code === 0 || undefined);
      systemd.systemctl("stop", "--no-block", "stopping");
      const restarts = () => Number(systemd.systemctl("show", "-P", "NRestarts", "docker").out);
      await eventually(() => restarts() > 1 || undefined, { everyMs: 100 });
    });
    afterAll(async () => systemd?.[Symbol.asyncDispose]());

    function check(only: string, asNobody = false): Readonly<Record<string, string>> {
      const { out, err } = systemd.agent(
        ["check", "--only", only, "--config", "/etc/krane.yaml", "-o", "json"],
        asNobody,
      );
      if (out === "") throw new Error(err);
      const { results } = JSON.parse(out) as {
        results: { status: string; reason: string; subject: { name: string } }[];
      };
      return Object.fromEntries(results.map(({ subject, status, reason }) => [subject.name, `${status} ${reason}`]));
    }

    const STATES = {
      "bird@host.service": "ok UnitActive",
      "broken.service": "critical UnitMissing",
      "containerd.service": "critical UnitFailed",
      "exited.service": "ok UnitActive",
      "gone.service": "critical UnitMissing",
      "kubelet.service": "critical UnitRestarting",
      "libvirtd.service": "ok UnitOnDemand",
      "masked.service": "critical UnitMissing",
      "stopping.service": "warning UnitChanging",
      "virtlogd.service": "warning UnitStopped",
      "virtqemud.service": "warning UnitChanging",
    };

    test("root is told the state of each unit on systemd's own socket", () => {
      systemd.systemctl("stop", "dbus.socket", "dbus.service");
      const { "docker.service": docker, ...others } = check("units");
      expect(others).toEqual(STATES);
      // Between two turns it is down for a moment.
      expect(["warning UnitRestartedLately", "critical UnitRestarting"]).toContain(docker);
    });

    test("nobody is told the same on the system bus, under its own policy", async () => {
      systemd.systemctl("start", "dbus.socket", "dbus.service");
      // systemd takes its name on a bus that was just started a moment later.
      await eventually(() => systemd.enter("busctl", "status", "org.freedesktop.systemd1").code === 0 || undefined);
      expect(check("units", true)).toMatchObject(STATES);
    });

    test("a daemon whose unit is gone while it runs is told before anybody restarts it", () => {
      systemd.enter("rm", "/etc/systemd/system/bird@host.service");
      systemd.systemctl("daemon-reload");
      expect(check("units")["bird@host.service"]).toBe("warning UnitLast");
    });

    test("kubelet that is down with swap on is one finding, by kubelet-swap", () => {
      systemd.enter("sh", "-c", "printf '/dev/vda2 partition 1048572 0 -2\\n' >>/run/swaps");
      const { "kubelet.service": kubelet, ...others } = check("units");
      expect(kubelet).toBe("skipped UnitHeldBySwap");
      expect(others["containerd.service"]).toBe("critical UnitFailed");
      expect(check("kubelet-swap")).toEqual({ "kubelet.service": "critical SwapHoldsKubelet" });
      const runs = "[Service]\\nExecStart=/bin/sleep infinity\\n";
      systemd.enter("sh", "-c", `printf '${runs}' >/etc/systemd/system/kubelet.service; systemctl daemon-reload`);
      systemd.systemctl("restart", "kubelet.service");
      // Nothing else forgets the turns that it had.
      systemd.systemctl("reset-failed", "kubelet.service");
      expect(check("kubelet-swap")).toEqual({ "kubelet.service": "critical SwapWaitsForKubelet" });
    });

    test("one that is frozen is not known, and nothing of it is down", () => {
      systemd.signal("SIGSTOP");
      try {
        for (const state of Object.values(check("units"))) expect(state).toBe("unknown UnitUnseen");
      } finally {
        systemd.signal("SIGCONT");
      }
    });
  },
);
