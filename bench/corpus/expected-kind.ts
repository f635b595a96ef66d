import type { ReportKind } from "../../src/core/index.ts";

/** Beginning of a console's title -> kind that counts as right, as the corpus' own README has it. */
const KINDS: readonly (readonly [title: RegExp, kinds: readonly ReportKind[]])[] = [
  [/^INFO: rcu detected stall/, ["rcu-stall"]],
  [/^INFO: task (?:hung|can't die)/, ["hung-task"]],
  [/^BUG: soft lockup/, ["soft-lockup"]],
  [/^general protection fault/, ["gpf"]],
  [/^BUG: unable to handle kernel NULL pointer dereference/, ["null-dereference"]],
  [/^BUG: unable to handle kernel paging request/, ["page-fault"]],
  [/^(?:kernel BUG|BUG: bad usercopy)/, ["bug"]],
  [/^WARNING: refcount bug/, ["refcount"]],
  [/^WARNING/, ["warning"]],
  [/^BUG: (?:scheduling while atomic|sleeping function called)/, ["atomic-sleep"]],
  [/^BUG: corrupted list/, ["list-corruption"]],
  [/^BUG: Bad page state/, ["bad-page"]],
  [/^PANIC: double fault/, ["double-fault"]],
  [/^(?:divide error|stack segment fault|int3|Internal error|Unhandled fault|Alignment trap)/, ["oops"]],
  [/^unregister_netdevice/, ["unregister-netdevice"]],
];

/** The kinds that are right for a title; undefined where any will do. */
export function expectedKinds(title: string): readonly ReportKind[] | undefined {
  return KINDS.find(([beginning]) => beginning.test(title))?.[1];
}

/** The class that a title is counted under: what stands before the function and the numbers. */
export function classOf(title: string): string {
  return title
    .replace(/ in \S+$/, "")
    .replace(/ NUM\b.*$/, "")
    .slice(0, 48);
}
