import { type Answer, notKnown, type Verdict, type Wanted } from "../../core/index.ts";
import { type CpuReason, type FirstCpu, isAmd } from "../cpu/cpuinfo.ts";
import { type Feature, featureVerdict, lookCause, type Seen, seen, seenIn } from "../feature.ts";
import { type BootParam, parseCmdline } from "./cmdline.ts";
import { GRUB_FILE, grubParams } from "./grub.ts";
import { isIommuParam, type Lack, lacksOf } from "./wanted-params.ts";

const RUNNING = "/proc/cmdline";

export interface CmdlineFacts {
  readonly wanted: Wanted;
  readonly cpu: FirstCpu | CpuReason;
  /** The line that runs. */
  readonly running: Answer<string>;
  /** GRUB's configuration, each file in its order. */
  readonly grub: Answer<readonly string[]>;
}

export type CmdlineReason =
  | "CmdlineComplete"
  | "CmdlineMissing"
  | "CmdlinePending"
  | "CmdlineExempt"
  | "CmdlineNotWanted"
  | "CmdlineUnseen";

/** CPUs too old for the site's IOMMU parameters; AMD's IOMMU is on without one, and intel_iommu= is nothing to it (manual 8.2, 1.c.ii). */
function isDemanded(wanted: string, { cpu, wanted: { iommuExemptCpus = [] } }: CmdlineFacts): boolean {
  if (!isIommuParam(wanted) || cpu === "CpuUnseen") return true;
  if (wanted.startsWith("intel") && (cpu === "NotX86" || isAmd(cpu))) return false;
  return cpu === "NotX86" || cpu.model === undefined || !iommuExemptCpus.includes(cpu.model);
}

/** For the message: "iommu=pt", "intel_iommu=on (intel_iommu=off)". */
function lackText({ wanted, stands }: Lack): string {
  return stands === undefined ? wanted : `${wanted} (${stands})`;
}

function configuredParams({ grub }: CmdlineFacts): Answer<readonly BootParam[]> {
  if (!grub.known) return grub;
  const params = grubParams(grub.value);
  return params === undefined ? notKnown("GRUB_CMDLINE_LINUX is not set") : { known: true, value: params };
}

function written(params: readonly BootParam[]): string {
  return params.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`)).join(" ");
}

interface Judged {
  readonly lacks: readonly Lack[];
  readonly configured: Answer<readonly BootParam[]>;
}

function seenParams(answer: Answer<readonly BootParam[]>, source: string, demanded: readonly string[]): Seen {
  return seenIn(answer, source, (params) => [lacksOf(params, demanded).length === 0, written(params)]);
}

/** Set where GRUB reads it, so that a reboot is all that is missing. */
function isPending({ lacks, configured }: Judged): boolean {
  const wanted = lacks.map((lack) => lack.wanted);
  return configured.known && lacksOf(configured.value, wanted).length === 0;
}

function lackVerdict(judged: Judged, feature: Feature): Verdict<CmdlineReason> {
  const { lacks } = judged;
  const pending = isPending(judged);
  const setting = lacks.map(({ wanted }) => wanted).join(" ");
  return featureVerdict({
    status: "warning",
    reason: pending ? "CmdlinePending" : "CmdlineMissing",
    feature: { ...feature, cause: "cmdline", ...(pending ? {} : { setting }) },
    attributes: {
      "krane.boot.lacking": lacks.map(lackText),
      "krane.boot.missing": lacks.flatMap(({ wanted, stands }) => (stands === undefined ? [wanted] : [])),
      "krane.boot.contradicted": lacks.flatMap(({ stands }) => stands ?? []),
    },
  });
}

function unseen(why: string, feature: Feature): Verdict<CmdlineReason> {
  return featureVerdict({
    status: "unknown",
    reason: "CmdlineUnseen",
    feature,
    attributes: { "krane.feature.why": why },
  });
}

function judge(facts: CmdlineFacts, demanded: readonly string[]): Verdict<CmdlineReason> {
  const { running, cpu } = facts;
  const configured = configuredParams(facts);
  const asked = seenParams(configured, GRUB_FILE, demanded);
  if (!running.known) {
    const effective = seen(undefined, RUNNING, running.why);
    return unseen(running.why, { configured: asked, effective, cause: lookCause(running) });
  }
  const lacks = lacksOf(parseCmdline(running.value), demanded);
  const effective = seen(lacks.length === 0, RUNNING, running.value);
  if (lacks.length === 0) {
    const attributes = { "krane.boot.wanted": demanded };
    return featureVerdict({
      status: "ok",
      reason: "CmdlineComplete",
      feature: { configured: asked, effective },
      attributes,
    });
  }
  const mayBeExempt = cpu === "CpuUnseen" && lacks.every(({ wanted }) => isIommuParam(wanted));
  if (mayBeExempt) {
    const why = "/proc/cpuinfo does not say which CPU it is";
    return unseen(why, { configured: asked, effective: seen(undefined, RUNNING, running.value), cause: "source-lost" });
  }
  return lackVerdict({ lacks, configured }, { configured: asked, effective });
}

/** Whether the kernel runs with the parameters that the site wants. */
export function cmdlineVerdict(facts: CmdlineFacts): Verdict<CmdlineReason> {
  const wanted = facts.wanted.kernelParameters ?? [];
  if (wanted.length === 0) return { status: "ok", reason: "CmdlineNotWanted" };
  const demanded = wanted.filter((one) => isDemanded(one, facts));
  if (demanded.length > 0) return judge(facts, demanded);
  return { status: "ok", reason: "CmdlineExempt", attributes: { "krane.boot.exempt": wanted } };
}
