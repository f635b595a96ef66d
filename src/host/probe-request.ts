import { MONITRC, type ProbeArgs, type ProbeVerb } from "../core/index.ts";

/** One question, to this process or to the helper. */
export interface ProbeRequest<V extends ProbeVerb = ProbeVerb> {
  readonly verb: V;
  readonly args: ProbeArgs<V>;
}

/** More than any kernel is built for (CONFIG_NR_CPUS_RANGE_END). */
const CPUS = 8192;

/**
 * The registers that say something of firmware or power: a closed list, as others hold what an attacker wants (LSTAR tells where the
 * kernel is). APIC_BASE, FEATURE_CONTROL, microcode, PKG_CST_CONFIG, MISC_ENABLE, turbo limits, VMX capabilities, HWP; AMD HWCR, VM_CR, SMM.
 */
export const REGISTERS: readonly number[] = [
  0x17, 0x1b, 0x3a, 0x8b, 0xce, 0xe2, 0x1a0, 0x1ad, 0x480, 0x48b, 0x770, 0xc0010015, 0xc0010114, 0xc0010130,
];

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCpu(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) < CPUS;
}

/** A whole disk as the kernel names it; a name cannot be an option of a command. */
const DISK = /^(?:sd[a-z]{1,3}|hd[a-z]|nvme\d{1,3}(?:n\d{1,3})?)$/;

function isPath(value: unknown): value is string {
  return typeof value === "string" && value.startsWith("/") && value.length <= 4096 && !value.includes("\0");
}

/** Unit names, as systemd has them (unit-name.c, VALID_CHARS); one check asks for a handful. */
const UNIT = /^[A-Za-z0-9:_.\\@-]{1,240}\.(?:service|socket)$/;
const UNITS = 64;

function isUnits(value: unknown): value is readonly string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > UNITS) return false;
  return value.every((name) => typeof name === "string" && UNIT.test(name));
}

type Reader<V extends ProbeVerb> = (args: Record<string, unknown>) => ProbeArgs<V> | undefined;

const READERS: { readonly [V in ProbeVerb]: Reader<V> } = {
  msr({ cpu, register }) {
    return isCpu(cpu) && typeof register === "number" && REGISTERS.includes(register) ? { cpu, register } : undefined;
  },
  "acpi-table": ({ signature }) => (signature === "DMAR" || signature === "IVRS" ? { signature } : undefined),
  "open-kvm": () => ({}),
  smbios: () => ({}),
  "boot-log": () => ({}),
  "file-system": ({ path }) => (isPath(path) ? { path } : undefined),
  "chrony-tracking": () => ({}),
  "monit-status": ({ control }) => {
    const found = MONITRC.find((path) => path === control);
    return found === undefined ? undefined : { control: found };
  },
  "docker-containers": () => ({}),
  "cri-containers": () => ({}),
  "systemd-units": ({ units }) => (isUnits(units) ? { units } : undefined),
  smart: ({ disk }) => (typeof disk === "string" && DISK.test(disk) ? { disk } : undefined),
  "ipmi-sensors": () => ({}),
  "ipmi-events": () => ({}),
};

function isVerb(value: unknown): value is ProbeVerb {
  return typeof value === "string" && Object.hasOwn(READERS, value);
}

/** `value` as a question of the closed list, or why it is none. Every request passes here before anything is opened. */
export function readRequest(value: unknown): ProbeRequest | string {
  if (!isRecord(value) || !isVerb(value.verb)) return "not a known probe";
  const args = isRecord(value.args) ? READERS[value.verb](value.args) : undefined;
  return args === undefined ? `arguments of ${value.verb} not allowed` : { verb: value.verb, args };
}
