import { expect, test } from "vitest";
import { ran } from "../support/program.ts";

/** Runs shell commands in a network of their own, with the sysfs of that network. */
function inNetwork(...commands: string[]) {
  const script = ["set -e", "mount -t sysfs sysfs /sys", ...commands].join("\n");
  return ran("unshare", ["--net", "--mount", "sh", "-c", script]);
}

/** A kind of interface that can be an uplink here; why there is none otherwise. */
function uplinkKind(): { readonly kind?: string; readonly why?: string } {
  const bare = inNetwork("ip link add br9 type bridge", "ip tuntap add dev tap9 mode tap", "dmesg > /dev/null");
  if (bare.code !== 0) return { why: `no network of its own with bridge and tap: ${bare.err.trim()}` };
  const kind = ["dummy", "ifb"].find((type) => inNetwork(`ip link add u9 type ${type}`).code === 0);
  return kind === undefined ? { why: "neither dummy nor ifb interfaces" } : { kind };
}

const { kind = "", why } = uplinkKind();
const names = ["lost", "back", "cap"].map((name) => `${name}${process.pid % 100_000}`);

test.skipIf(why !== undefined)(`of real bridges, only what is needed still is a fault ${why ?? ""}`, () => {
  const [lost = "", back = "", captured = ""] = names;
  const guest = `tap${process.pid % 100_000}`;
  const { out, err } = inNetwork(
    "ip link add br0 type bridge",
    "ip link set br0 up",
    ...[lost, back, captured].map((nic) => `ip link add ${nic} type ${kind}`),
    ...["tap0", guest].map((tap) => `ip tuntap add dev ${tap} mode tap`),
    ...[lost, back, "tap0", guest].map((nic) => `ip link set ${nic} master br0; ip link set ${nic} up`),
    // A capture begins and ends, a guest stops, an uplink leaves and comes back, another one does not.
    `ip link set ${captured} up; ip link set ${captured} promisc on; ip link set ${captured} promisc off`,
    `ip link del ${guest}`,
    `ip link set ${back} nomaster; ip link set ${back} master br0`,
    `ip link set ${lost} nomaster`,
    `"${process.execPath}" dist/krane-agent.js scan -o ndjson || true`,
  );
  const ours = [...names, guest];
  const found = out
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as { detector: string; reason: string; status: string; subject: { name: string } })
    .filter(({ subject }) => ours.includes(subject.name));
  expect(err).toBe("");
  expect(found).toMatchObject([
    { detector: "promiscuous-left", reason: "UplinkLostBridge", status: "critical", subject: { name: lost } },
  ]);
});
