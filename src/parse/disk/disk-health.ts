import { type Answer, type Attributes, defined, type Kept, type Status, type Verdict } from "../../core/index.ts";
import { type FeatureCause, featureVerdict, lookCause, seen } from "../feature.ts";
import { GROWTH, growthOf, judgeState } from "./disk-state.ts";
import { parseSmart, type Smart } from "./smart.ts";

/** What was read of one disk. */
export interface DiskFacts {
  readonly name: string;
  readonly state: string | undefined;
  /** Commands that failed since boot. */
  readonly errors: number | undefined;
  /** Undefined where it was not asked, because the kernel has lost the disk. */
  readonly smart: Answer<string> | undefined;
}

export interface DisksFacts {
  /** Why the disks could not even be listed; else absent. */
  readonly unlisted?: string | undefined;
  readonly disks: readonly DiskFacts[];
  /** Of the same boot. */
  readonly last: Kept | undefined;
}

export type DiskReason =
  | "DisksFine"
  | "DiskLost"
  | "DiskFailing"
  | "DiskWearing"
  | "DiskErrors"
  | "DiskUnsteady"
  | "SmartUnseen"
  | "DisksHidden"
  | "NoDisks"
  | "DisksUnseen";

interface Judged {
  readonly disk: DiskFacts;
  readonly smart: Smart | undefined;
  readonly growth: number | undefined;
  readonly cause: FeatureCause;
}

function judged(disk: DiskFacts, last: Kept | undefined): Judged {
  const { smart, errors, name } = disk;
  const growth = errors === undefined ? undefined : growthOf(name, errors, last);
  const cause = smart === undefined ? "driver" : lookCause(smart);
  if (smart === undefined) return { disk, smart, growth, cause };
  return { disk, smart: smart.known ? parseSmart(smart.value) : { kind: "unseen", why: smart.why }, growth, cause };
}

/** Worst first; undefined for a disk of which nothing bad is known. */
function faultOf({ disk, smart, growth }: Judged): Pick<Verdict<DiskReason>, "status" | "reason"> | undefined {
  const problems = smart?.kind === "seen" ? smart.problems : [];
  const state = judgeState(disk.state);
  const faults: readonly (readonly [boolean, Status, DiskReason])[] = [
    [state === "lost", "critical", "DiskLost"],
    [problems.some(({ isBad }) => isBad), "critical", "DiskFailing"],
    [problems.length > 0, "warning", "DiskWearing"],
    [growth !== undefined && growth >= GROWTH, "warning", "DiskErrors"],
    [state === "passing", "warning", "DiskUnsteady"],
  ];
  const [, status, reason] = faults.find(([holds]) => holds) ?? [];
  return status === undefined || reason === undefined ? undefined : { status, reason };
}

function attributesOf({ disk, smart, growth }: Judged): Attributes {
  const report = smart?.kind === "seen" ? smart : undefined;
  return {
    "system.device": disk.name,
    ...defined({
      "krane.disk.state": disk.state,
      "krane.disk.new_errors": growth,
      "krane.disk.model": report?.model,
      "krane.disk.serial": report?.serial,
      "krane.disk.problems": report?.problems.map(({ text }) => text),
    }),
  };
}

function faultVerdict(one: Judged): readonly Verdict<DiskReason>[] {
  const fault = faultOf(one);
  if (fault === undefined) return [];
  const { name, state, errors } = one.disk;
  const evidence = [
    ...(state === undefined ? [] : [`${name}: kernel state ${state}`]),
    ...(errors === undefined ? [] : [`${name}: ${errors} commands failed since boot`]),
  ];
  return [{ ...fault, subject: { type: "disk", name }, attributes: attributesOf(one), evidence }];
}

const WHY_NAMES = 16;

/** One verdict for all disks whose SMART was not seen: 60 of them would say the same. */
function unseenVerdict(unseen: readonly Judged[], all: readonly Judged[]): Verdict<DiskReason> {
  const [first] = unseen;
  const why = first?.smart?.kind === "unseen" ? first.smart.why : "";
  return featureVerdict({
    status: "unknown",
    reason: "SmartUnseen",
    feature: { effective: seen(undefined, "SMART", why), cause: first?.cause ?? "source-lost" },
    attributes: {
      "krane.disk.count": all.length,
      "krane.disk.unseen": unseen.length,
      "krane.disk.unseen_names": unseen.slice(0, WHY_NAMES).map(({ disk }) => disk.name),
      "krane.feature.why": why,
    },
  });
}

function hostVerdict(all: readonly Judged[], hasFault: boolean): readonly Verdict<DiskReason>[] {
  const unseen = all.filter(({ smart }) => smart?.kind === "unseen");
  if (unseen.length > 0) return [unseenVerdict(unseen, all)];
  if (hasFault) return [];
  const hidden = all.flatMap(({ disk, smart }) => (smart?.kind === "hidden" ? [`${disk.name}: ${smart.why}`] : []));
  const attributes = { "krane.disk.count": all.length, "krane.disk.hidden": hidden.length };
  if (hidden.length === all.length) return [{ status: "skipped", reason: "DisksHidden", attributes, evidence: hidden }];
  const effective = seen(true, "SMART", `${all.length - hidden.length} disks without complaint`);
  return [featureVerdict({ status: "ok", reason: "DisksFine", feature: { effective }, attributes, evidence: hidden })];
}

function unlisted(why: string): Verdict<DiskReason> {
  return featureVerdict({
    status: "unknown",
    reason: "DisksUnseen",
    feature: { effective: seen(undefined, "/sys/class/block", why), cause: "source-lost" },
    attributes: { "krane.feature.why": why },
  });
}

/** One verdict for each disk with a fault, and one for the host where there is none or where SMART was not seen. */
export function diskVerdicts({ disks, last, unlisted: why }: DisksFacts): readonly Verdict<DiskReason>[] {
  if (why !== undefined) return [unlisted(why)];
  if (disks.length === 0) return [{ status: "skipped", reason: "NoDisks" }];
  const all = disks.map((disk) => judged(disk, last));
  const faults = all.flatMap(faultVerdict);
  const errors = disks.flatMap(({ name, errors }) => (errors === undefined ? [] : [`${name} ${errors}`]));
  const [first, ...others] = [...faults, ...hostVerdict(all, faults.length > 0)];
  return first === undefined ? [] : [{ ...first, keep: { errors } }, ...others];
}
