import { type Answer, notKnown } from "../../core/index.ts";

/** Damage: bytes that are no text, and what a line of the boot loader never holds. */
const DAMAGE = /[\0-\x08\x0a-\x1f\x7f\ufffd]/;

/** /proc/cmdline as an answer: an empty one was not captured (the boot loader adds at least BOOT_IMAGE=), and damage asks for nothing. */
export function runningLine(cmdline: Answer<string>): Answer<string> {
  if (!cmdline.known) return cmdline;
  if (cmdline.value === "") return notKnown("/proc/cmdline is empty");
  return DAMAGE.test(cmdline.value) ? notKnown("/proc/cmdline is damaged") : cmdline;
}
