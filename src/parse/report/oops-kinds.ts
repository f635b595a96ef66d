import type { ReportKind } from "../../core/index.ts";

/** Reports after which the thread that they happened in is dead (die() of arch/x86/kernel/dumpstack.c, and what leads to it). */
export const OOPS_KINDS: readonly ReportKind[] = [
  "oops",
  "null-dereference",
  "page-fault",
  "gpf",
  "bug",
  "double-fault",
  "list-corruption",
];
