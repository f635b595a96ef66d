import type { Result } from "./agent-run.ts";
import type { Labels, Truth } from "./truth.ts";

export type Value = string | number | boolean;

/** One fact about a host: what the label says, and what the agent says. */
export interface Property {
  readonly name: string;
  readonly check: string;
  /** undefined where the labels do not tell. */
  readonly expected: (labels: Labels) => Value | undefined;
  /** undefined where the agent does not know. */
  readonly got: (results: readonly Result[], expected: Value) => Value | undefined;
  /** Values that mean trouble: claiming another one instead is a false pass. */
  readonly bad: (value: Value) => boolean;
}

type Got = Property["got"];

const isFalse = (value: Value) => value === false;
const isTrue = (value: Value) => value === true;
const never = () => false;

function factOf(result: Result | undefined, attribute: string): Value | undefined {
  const value = result?.attributes[attribute];
  if (value === "yes" || value === "no") return value === "yes";
  if (value === "unknown") return undefined;
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : undefined;
}

/** The first verdict of the check that has it. */
function attribute(name: string): Got {
  return (results) => results.map((result) => factOf(result, name)).find((value) => value !== undefined);
}

const firmware = attribute("krane.feature.firmware");
const configured = attribute("krane.feature.configured");
const effective = attribute("krane.feature.effective");
const cause = attribute("krane.feature.cause");

function iommuCause({ truth }: Labels): Value | undefined {
  if (truth.iommu === undefined || truth.iommu.active) return undefined;
  return truth.iommu.firmware ? "cmdline" : "firmware";
}

function x2apicCause({ truth, append }: Labels): Value | undefined {
  if (truth.x2apic?.enabled !== false) return undefined;
  if (truth.x2apic.optout === true) return "firmware";
  return /\bnox2apic\b/.test(append) ? "cmdline" : undefined;
}

/** No vendor is named where there is nothing to name: firmware offers none. */
const vendor: Got = (results, expected) =>
  attribute("krane.iommu.vendor")(results, expected) ?? (firmware(results, expected) === false ? "none" : undefined);

const KIB = "krane.swap.kib";

const swapKib: Got = ([result]) => (result?.status === "ok" ? 0 : factOf(result, KIB));
const swapOn: Got = (results, expected) => {
  const kib = swapKib(results, expected);
  return kib === undefined ? undefined : kib !== 0;
};

function sriovText(
  devices: readonly (readonly [driver: Value | null | undefined, total: Value, vfs: Value])[],
): string {
  const named = devices.filter(([, total]) => total !== 0).map((one) => one.map((value) => value ?? "none").join(":"));
  return named.sort().join(" ") || "none";
}

const sriov: Got = (results) => {
  const devices = results.flatMap((result) => {
    const total = factOf(result, "krane.sriov.total_vfs");
    const vfs = factOf(result, "krane.sriov.vfs") ?? 0;
    return total === undefined ? [] : [[factOf(result, "krane.sriov.driver"), total, vfs] as const];
  });
  const seen = results.some(({ status }) => status !== "unknown");
  return seen ? sriovText(devices) : undefined;
};

/** Any NIC that has it: the labels name none. */
const mtu: Got = (results, expected) => {
  const found = results.map((result) => factOf(result, "krane.nic.mtu")).filter((value) => value !== undefined);
  return found.includes(expected) ? expected : found[0];
};

const vlan: Got = (results, expected) => {
  const names = results.flatMap(({ subject, attributes }) => [
    ...Object.values(attributes).flat(),
    ...(subject.type === "nic" ? [subject.name] : []),
  ]);
  if (names.includes(expected)) return expected;
  return results.some(({ status }) => status === "ok" || status === "critical") ? "another" : undefined;
};

function of(check: string, name: string, expected: (truth: Truth, labels: Labels) => Value | undefined | null) {
  return (got: Got, bad: (value: Value) => boolean = never): Property => ({
    name,
    check,
    expected: (labels) => expected(labels.truth, labels) ?? undefined,
    got,
    bad,
  });
}

function hugepages(kib: string): Property {
  const name = `hugepages.${kib}`;
  return of("hugepages", name, (truth) => truth.hugepages?.[kib])(attribute(`krane.hugepages.${kib}.total`));
}

const FIXED: readonly Property[] = [
  of("iommu", "iommu.firmware", ({ iommu }) => iommu?.firmware)(firmware, isFalse),
  of("iommu", "iommu.active", ({ iommu }) => iommu?.active)(effective, isFalse),
  of("iommu", "iommu.domain", ({ iommu }) => (iommu?.active ? iommu.default_domain : undefined))(
    attribute("krane.iommu.domain"),
    (value) => value !== "passthrough",
  ),
  of("iommu", "iommu.cause", (_, labels) => iommuCause(labels))(cause),
  of("iommu", "iommu.vendor", ({ iommu }) => (iommu === undefined ? undefined : (iommu.vendor ?? "none")))(vendor),
  of("x2apic", "x2apic.enabled", ({ x2apic }) => x2apic?.enabled)(effective, isFalse),
  of("x2apic", "x2apic.cause", (_, labels) => x2apicCause(labels))(cause),
  of("kvm", "vtx", ({ vtx }) => vtx)(firmware, isFalse),
  of("kvm", "vtx_bios", (truth) => (truth.vtx_bios === undefined ? undefined : truth.vtx_bios === "on"))(
    firmware,
    isFalse,
  ),
  of("kvm", "kvm", ({ kvm }) => kvm)(effective, isFalse),
  of("kvm", "npt", ({ npt }) => npt)(attribute("krane.kvm.nested_paging"), isFalse),
  of("smt", "smt.control", ({ smt }) => smt?.control)(attribute("krane.smt.control"), (value) => value !== "on"),
  of("smt", "smt.active", ({ smt }) => smt?.active)(effective, isFalse),
  of("numa", "numa.nodes", ({ numa }) => numa?.nodes)(attribute("krane.numa.nodes")),
  of("numa", "numa.sockets", ({ numa }) => numa?.sockets)(attribute("krane.numa.sockets")),
  of("numa", "numa.interleave", ({ numa }) => numa?.interleave)(attribute("krane.numa.interleaved"), isTrue),
  of("numa", "numa.snc", ({ numa }) => numa?.snc)(attribute("krane.numa.subclustered"), isTrue),
  of("swap", "swap.on", ({ swap }) => swap?.on)(swapOn, isTrue),
  of("swap", "swap.kb", ({ swap }) => swap?.kb)(swapKib),
  of(
    "sr-iov",
    "sriov",
    ({ sriov: devices }) => devices && sriovText(devices.map(({ drv, total, num }) => [drv, total, num])),
  )(sriov, (value) => value === "none"),
  of("nic", "net.mtu", ({ net }) => net?.mtu)(mtu),
  of("vlan", "net.vlan60", ({ net }) => net?.vlan60)(vlan),
  of(
    "cpu-idle",
    "cstate_cmdline",
    (truth) => truth.cstate_cmdline,
  )((results, expected) => {
    const told = configured(results, expected);
    return told === undefined ? undefined : told === false;
  }),
];

/** Every property that the labels of these hosts tell of. */
export function propertiesOf(labels: readonly Labels[]): readonly Property[] {
  const sizes = new Set(labels.flatMap(({ truth }) => Object.keys(truth.hugepages ?? {})));
  return [...FIXED, ...[...sizes].sort().map(hugepages)];
}
