/** What smartctl says of a disk; `isBad`: it is failing, not only wearing out. */
export interface SmartProblem {
  readonly isBad: boolean;
  readonly text: string;
}

export type Smart =
  | {
      readonly kind: "seen";
      readonly model: string | undefined;
      readonly serial: string | undefined;
      readonly problems: readonly SmartProblem[];
    }
  /** There is nothing to see from here: a disk behind a RAID controller, a virtual one. */
  | { readonly kind: "hidden"; readonly why: string }
  | { readonly kind: "unseen"; readonly why: string };

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (found, name) =>
      typeof found === "object" && found !== null && Object.hasOwn(found, name)
        ? (found as Record<string, unknown>)[name]
        : undefined,
    value,
  );
}

function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const text = at(value, ...path);
  return typeof text === "string" && text !== "" ? text : undefined;
}

function countAt(value: unknown, ...path: readonly string[]): number | undefined {
  const count = at(value, ...path);
  return typeof count === "number" && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const list = at(value, ...path);
  return Array.isArray(list) ? list.slice(0, 256) : [];
}

/** Attributes that count sectors which could not be read or were replaced (ATA; the same numbers with all vendors). */
const SECTORS: Readonly<Record<number, string>> = {
  5: "reallocated sectors",
  197: "pending sectors",
  198: "uncorrectable sectors",
};

/** The raw value has other counts of some vendors in its upper bytes; its text begins with the count. */
function rawOf(attribute: unknown): number {
  const leading = /^\d{1,15}/.exec(textAt(attribute, "raw", "string") ?? "")?.[0];
  return leading === undefined ? (countAt(attribute, "raw", "value") ?? 0) : Number(leading);
}

function ataProblems(disk: unknown): readonly SmartProblem[] {
  return listAt(disk, "ata_smart_attributes", "table").flatMap((attribute) => {
    const name = SECTORS[countAt(attribute, "id") ?? 0];
    const raw = rawOf(attribute);
    return name === undefined || raw === 0 ? [] : [{ isBad: false, text: `${raw} ${name}` }];
  });
}

/** Bits of the critical warning (NVMe base specification 2.0, figure 207). */
const WARNINGS: readonly string[] = [
  "spare below its threshold",
  "temperature beyond its threshold",
  "reliability degraded",
  "read-only",
  "backup of the volatile memory failed",
  "persistent memory region read-only or unreliable",
];

const NVME = "nvme_smart_health_information_log";

function nvmeProblems(disk: unknown): readonly SmartProblem[] {
  const bits = countAt(disk, NVME, "critical_warning") ?? 0;
  const warnings = WARNINGS.filter((_, bit) => (bits & (1 << bit)) !== 0);
  const used = countAt(disk, NVME, "percentage_used") ?? 0;
  const spare = countAt(disk, NVME, "available_spare");
  const least = countAt(disk, NVME, "available_spare_threshold");
  const media = countAt(disk, NVME, "media_errors") ?? 0;
  return [
    ...warnings.map((text) => ({ isBad: true, text })),
    ...(used >= 100 ? [{ isBad: false, text: `${used} % of its life used` }] : []),
    ...(spare !== undefined && least !== undefined && spare < least
      ? [{ isBad: false, text: `spare ${spare} % below ${least} %` }]
      : []),
    ...(media > 0 ? [{ isBad: false, text: `${media} media errors` }] : []),
  ];
}

/** smartctl cannot name the type of what it does not see: a logical disk of a controller, virtio. */
const HIDDEN =
  /unable to detect device type|please (?:try|specify|use) .*-d |-d (?:megaraid|cciss|areca|3ware|aacraid|sssraid)|unknown usb bridge|not supported|lacks SMART/i;

/** Exit codes of smartctl are a mask: bit 0 the command line, bit 1 the opening of the device; the others speak of the disk. */
const NOT_OPENED = 3;

function errorIn(report: unknown): string | undefined {
  const messages = listAt(report, "smartctl", "messages").flatMap((message) => textAt(message, "string") ?? []);
  const status = countAt(report, "smartctl", "exit_status");
  if (status === undefined) return "not the output of smartctl";
  return (status & NOT_OPENED) === 0 ? undefined : (messages[0] ?? `exit code ${status}`);
}

function hasHealth(report: unknown): boolean {
  const parts = ["smart_status", "ata_smart_attributes", NVME];
  return parts.some((part) => at(report, part) !== undefined);
}

/** The JSON of `smartctl --json=c -H -A -i`, smartmontools 7. */
export function parseSmart(text: string): Smart {
  const report = json(text);
  const error = errorIn(report);
  if (error !== undefined) return { kind: HIDDEN.test(error) ? "hidden" : "unseen", why: error };
  if (!hasHealth(report)) return { kind: "hidden", why: "the disk offers no SMART" };
  const problems = [...nvmeProblems(report), ...ataProblems(report)];
  const isFailed = at(report, "smart_status", "passed") === false;
  return {
    kind: "seen",
    model: textAt(report, "model_name") ?? textAt(report, "scsi_model_name"),
    serial: textAt(report, "serial_number"),
    problems: [...(isFailed ? [{ isBad: true, text: "SMART health test failed" }] : []), ...problems],
  };
}
