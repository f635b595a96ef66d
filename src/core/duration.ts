import { KraneError } from "./error.ts";

type Unit = "ms" | "s" | "m" | "h" | "d";

/** A length of time as people write it: "500ms", "30s", "5m", "24h", "7d". */
export type Duration = `${number}${Unit}`;

const MILLISECONDS: Readonly<Record<Unit, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const FORM = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)$/;

/** Whether `text` is a duration. */
export function isDuration(text: string): text is Duration {
  return FORM.test(text);
}

/** Milliseconds of `text`; throws KRANE_CORE_DURATION where it is not a duration. */
export function milliseconds(text: string): number {
  const match = FORM.exec(text);
  if (match === null) {
    throw new KraneError("KRANE_CORE_DURATION", `"${text}" is not a duration; write it as 500ms, 30s, 5m, 24h or 7d`);
  }
  return Number(match[1]) * MILLISECONDS[match[2] as Unit];
}
