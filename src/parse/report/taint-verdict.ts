import type { Answer, Verdict } from "../../core/index.ts";
import { parseTaintMask, type TaintFlag, taintFlags } from "./taint.ts";

export type TaintReason = "TaintNone" | "TaintNoted" | "TaintFault" | "TaintDied" | "TaintUnseen";

/**
 * Flags that say that something broke: a machine check, a bad page, a soft lockup. Of the others W is a warning that the kernel
 * outlived, and the rest say what was loaded or set.
 */
const FAULTS = "MBL";

function reasonOf(flags: readonly TaintFlag[], faults: readonly TaintFlag[]): TaintReason {
  if (flags.some(({ letter }) => letter === "D")) return "TaintDied";
  if (faults.length > 0) return "TaintFault";
  return flags.length > 0 ? "TaintNoted" : "TaintNone";
}

const STATUS = {
  TaintNone: "ok",
  TaintNoted: "ok",
  TaintFault: "warning",
  TaintDied: "critical",
  TaintUnseen: "unknown",
} as const;

function unseen(why: string): Verdict<TaintReason> {
  return { status: STATUS.TaintUnseen, reason: "TaintUnseen", attributes: { "krane.feature.why": why } };
}

/** What the kernel says has happened to it since boot. */
export function taintVerdict(path: string, answer: Answer<string>): Verdict<TaintReason> {
  if (!answer.known) return unseen(answer.why);
  const mask = parseTaintMask(answer.value);
  if (mask === undefined) return unseen(`${path} holds no number`);
  const flags = taintFlags(mask);
  const faults = flags.filter(({ letter }) => FAULTS.includes(letter));
  const reason = reasonOf(flags, faults);
  return {
    status: STATUS[reason],
    reason,
    attributes: {
      "krane.kernel.taint": flags.map(({ letter }) => letter).join(""),
      "krane.kernel.taint_mask": mask,
      "krane.kernel.taint_flags": flags.map(({ name }) => name),
      "krane.kernel.taint_faults": faults.map(({ name }) => name),
    },
    evidence: [`${path}: ${mask}`, ...flags.map(({ letter, name, text }) => `${letter} ${name}: ${text.en}`)],
  };
}
