import {
  type Answer,
  errorCode,
  explainError,
  type FileSystem,
  type ProbeArgs,
  type ProbeVerb,
  type SystemdUnit,
} from "../core/index.ts";
import { bootLinesOfKmsg } from "../parse/boot/boot-lines.ts";
import { questionKey } from "../parse/no-answers.ts";
import { redacted } from "../parse/secrets.ts";
import { readRing } from "./boot-log.ts";
import type { CaptureTree } from "./capture-tree.ts";
import { EXTRA } from "./extra.ts";
import { REGISTERS } from "./probe-request.ts";
import type { Asked } from "./recording.ts";

const TABLES = "/sys/firmware/acpi/tables";

/** Questions to put beside those of the checks, for a later version. */
export const QUESTIONS: readonly { readonly verb: ProbeVerb; readonly args: ProbeArgs<ProbeVerb> }[] = [
  ...REGISTERS.map((register) => ({ verb: "msr", args: { cpu: 0, register } }) as const),
  { verb: "acpi-table", args: { signature: "DMAR" } },
  { verb: "acpi-table", args: { signature: "IVRS" } },
  { verb: "open-kvm", args: {} },
  { verb: "smbios", args: {} },
  { verb: "boot-log", args: {} },
  { verb: "file-system", args: { path: "/" } },
  { verb: "chrony-tracking", args: {} },
  { verb: "ipmi-sensors", args: {} },
  { verb: "ipmi-events", args: {} },
];

/** The known answers to one verb: its arguments and values. */
interface Known {
  readonly args: Readonly<Record<string, unknown>>;
  readonly value: unknown;
}

type Keep = (tree: CaptureTree, known: readonly Known[]) => void;

function keepRegisters(tree: CaptureTree, known: readonly Known[]): void {
  const lines = new Map<string, Set<string>>();
  for (const { args, value } of known) {
    const file = EXTRA.msrOf(Number(args.cpu));
    const line = `0x${Number(args.register).toString(16)} 0x${BigInt(value as bigint).toString(16)}\n`;
    lines.set(file, (lines.get(file) ?? new Set()).add(line));
  }
  for (const [file, found] of lines) tree.addAlways(file, [...found].join(""));
}

function keepTables(tree: CaptureTree, known: readonly Known[]): void {
  for (const { args, value } of known) {
    const bytes = value as Uint8Array;
    if (bytes.length > 0) tree.addAlways(`${TABLES}/${String(args.signature)}`, bytes);
    else tree.add(TABLES, { type: "directory" });
  }
}

function keepFileSystems(tree: CaptureTree, known: readonly Known[]): void {
  const found = Object.fromEntries(known.map(({ args, value }) => [String(args.path), value as FileSystem]));
  if (known.length > 0) tree.addAlways(EXTRA.fileSystems, `${JSON.stringify(found, undefined, 1)}\n`);
}

function keepAs(fileOf: (args: Known["args"]) => string): Keep {
  return (tree, known) => {
    for (const { args, value } of known) tree.addAlways(fileOf(args), value as string | Uint8Array);
  };
}

const KEEP: { readonly [V in ProbeVerb]: Keep } = {
  msr: keepRegisters,
  "acpi-table": keepTables,
  "open-kvm": (tree, known) => {
    for (const { value } of known)
      tree.addAlways(EXTRA.kvm, value === true ? "exists 1\nopen errno 0\n" : "exists 0\nopen errno 2\n");
  },
  smbios: keepAs(() => "/sys/firmware/dmi/tables/DMI"),
  "boot-log": () => undefined,
  "file-system": keepFileSystems,
  "chrony-tracking": keepAs(() => EXTRA.chrony),
  "monit-status": (tree, known) => {
    for (const { value } of known) tree.addAlways(EXTRA.monit, `${JSON.stringify(value, undefined, 1)}\n`);
  },
  "docker-containers": keepAs(() => EXTRA.docker),
  "cri-containers": keepAs(() => EXTRA.cri),
  "systemd-units": (tree, known) => {
    const units = new Map(
      known.flatMap(({ value }) => (value as readonly SystemdUnit[]).map((unit) => [unit.name, unit])),
    );
    if (known.length > 0) tree.addAlways(EXTRA.units, `${JSON.stringify([...units.values()], undefined, 1)}\n`);
  },
  smart: keepAs(({ disk }) => EXTRA.smart(String(disk))),
  "ipmi-sensors": keepAs(() => EXTRA.sensors),
  "ipmi-events": keepAs(() => EXTRA.events),
};

function isKnown({ answer }: Asked): boolean {
  return answer.known;
}

function knownOf(asked: readonly Asked[], verb: ProbeVerb): readonly Known[] {
  const found = asked.filter((one) => one.verb === verb && isKnown(one));
  return found.map(({ args, answer }) => ({ args: { ...args }, value: answer.known ? answer.value : undefined }));
}

/** Writes the answers of the probes where `--root` finds them, and for the others why there was none. */
export function keepAnswers(tree: CaptureTree, asked: readonly Asked[]): void {
  for (const [verb, keep] of Object.entries(KEEP) as [ProbeVerb, Keep][]) keep(tree, knownOf(asked, verb));
  const none = asked.flatMap(({ verb, args, answer }) =>
    answer.known ? [] : [[questionKey({ verb, args }), why(answer)] as const],
  );
  if (none.length > 0) tree.addAlways(EXTRA.noAnswers, `${JSON.stringify(Object.fromEntries(none), undefined, 1)}\n`);
}

function why(answer: Answer<unknown>): object {
  return answer.known ? {} : { why: answer.why, ...(answer.denied === true ? { denied: true } : {}) };
}

/**
 * The kernel's ring of the live machine, at most 1 MiB. True where it does not reach back to the boot, so that what Ubuntu writes at boot
 * is wanted, too.
 */
export function keepRing(tree: CaptureTree): boolean {
  try {
    const ring = readRing();
    const found = redacted(EXTRA.kmsg, ring);
    if (found === undefined) return true;
    if (found.count > 0) tree.remark("redacted", EXTRA.kmsg, `${found.count} values`);
    tree.addAlways(EXTRA.kmsg, found.text);
    return !("lines" in bootLinesOfKmsg(ring));
  } catch (error) {
    tree.remark("unreadable", "/dev/kmsg", errorCode(error) ?? explainError(error));
    return true;
  }
}
