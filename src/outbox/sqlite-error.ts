/**
 * What an error of SQLite means for the outbox: `corrupt` the file is not what was written; `full` the disk or the own bound;
 * `unwritable` the disk does not take writes now; `locked` another process has it; `other` none of these.
 */
export type Trouble = "corrupt" | "full" | "unwritable" | "locked" | "other";

const PRIMARY: Readonly<Record<number, Trouble>> = {
  5: "locked",
  8: "unwritable",
  10: "unwritable",
  11: "corrupt",
  13: "full",
  14: "unwritable",
  26: "corrupt",
};

/** The file is readable to SQLite, but is not what was written. */
export class DamagedDatabase extends Error {}

/** The file ends before a page that it says it has. */
const SHORT_READ = 522;

export function troubleOf(error: unknown): Trouble {
  if (error instanceof DamagedDatabase) return "corrupt";
  if (!(error instanceof Error && "errcode" in error && typeof error.errcode === "number")) return "other";
  return error.errcode === SHORT_READ ? "corrupt" : (PRIMARY[error.errcode & 0xff] ?? "other");
}
