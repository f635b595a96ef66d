import { defineRule } from "../core/index.ts";

/** A network device cannot go away, since something holds it: whoever deletes it hangs with it, the agents of neutron first (net/core/dev.c). */
export default defineRule({
  id: "netdevice-stuck",
  title: { en: "Network device cannot be removed", ko: "네트워크 장치 제거 불가" },
  source: "kernel-report",
  kinds: ["unregister-netdevice"],
  subject: { type: "host" },
  status: "warning",
  reason: "NetdeviceStuck",
  message: {
    en: "{krane.kernel.report.title}",
    ko: "{krane.kernel.report.title}",
  },
  identity: ["krane.kernel.report.title"],
  runbook: "netdevice-stuck",
});
