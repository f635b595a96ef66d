import { expect, test } from "vitest";
import { loadRegistry } from "../../src/detect/registry.ts";
import { scanned } from "../support/scanned.ts";

const { rules } = await loadRegistry();

const MASTER = "'master/774b2f00-1111-4222-8333-123456789abc (2)'";
const TASK = `Task 610 | 23:46:30 | Updating instance master: master/774b2f00-1111-4222-8333-123456789abc (2) (00:05:01)
                    L Error: ${MASTER} is not running after update. Review logs for failed jobs: etcd
Task 610 | 23:51:31 | Error: ${MASTER} is not running after update. Review logs for failed jobs: etcd
Task 610 error
`;
const SUMMARY = `The Monit daemon 5.2.5 uptime: 3h 42m

Process 'etcd'                      Execution failed
Process 'kube-apiserver'            running
Process 'kube-controller-manager'   running
Process 'fluentd'                   running
System 'system_localhost'           running
`;
const KERNEL = `[ 1019.110825] e1000e 0000:00:1f.6 eth0: NIC Link is Down
[ 1020.110825] e1000e 0000:00:1f.6 eth0: renamed from eth7
[ 1021.110825] usb 1-1: new high-speed USB device number 2 using ehci-pci
`;

/** What an engineer copies into one file, whichever most of it is. */
test.each([
  ["more of bosh", TASK + SUMMARY.slice(0, 100)],
  ["more of monit", SUMMARY.repeat(2) + TASK],
  ["more of bosh, monit first", SUMMARY + TASK.repeat(3)],
])("bosh and monit in one paste: %s", async (_, text) => {
  const found = (await scanned(rules, [{ text }])).map(({ detector }) => detector);
  expect(new Set(found)).toEqual(new Set(["bosh-not-running", "monit-execution-failed"]));
});

test.each([KERNEL.repeat(4) + TASK, TASK + KERNEL])("bosh and the kernel in one paste", async (text) => {
  const found = (await scanned(rules, [{ text }])).map(({ detector }) => detector);
  expect(new Set(found)).toEqual(new Set(["bosh-not-running", "link-down"]));
});

const SYSLOG = "Nov 20 03:07:07 com0369 systemd[1]: Started Session 7 of user root.\n";

test("what stands in a daemon's own log is nobody's output; in a paste it is", async () => {
  const found = async (text: string) => (await scanned(rules, [{ text }])).map(({ detector }) => detector);
  expect(await found(SYSLOG.repeat(100) + TASK)).toEqual([]);
  expect(await found(SYSLOG.repeat(30) + TASK)).toEqual(["bosh-not-running"]);
});
