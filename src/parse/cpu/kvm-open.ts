import { type Answer, denied, known, notKnown } from "../../core/index.ts";

/** EPERM and EACCES: whoever captured was kept out, which says nothing about the module. */
const KEPT_OUT: readonly number[] = [1, 13];

/** extra/kvm.txt of a captured tree: "exists 0|1", then "open errno N" (0: it opened), or "api 12" and "create_vm 0|1 errno N" where it was open. */
export function parseKvmOpen(text: string): Answer<boolean> {
  const opened = /^api (\d+)/m.exec(text);
  if (opened !== null) return known(!/^create_vm 0/m.test(text));
  const errno = Number(/^open errno (\d+)/m.exec(text)?.[1] ?? Number.NaN);
  if (errno === 0) return known(true);
  if (KEPT_OUT.includes(errno))
    return denied(`/dev/kvm could not be opened when the tree was captured: errno ${errno}`);
  if (Number.isInteger(errno) || /^exists 0/m.test(text)) return known(false);
  return notKnown("extra/kvm.txt does not say whether /dev/kvm could be opened");
}
