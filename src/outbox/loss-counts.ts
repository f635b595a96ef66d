import type { Status } from "../core/index.ts";
import { type OutboxLoss, sumLosses } from "./change.ts";
import type { Kept } from "./kept.ts";

const numberOf = (text: string | undefined): number => Number(text ?? 0);

/** Adds to the counts of what was lost, or takes off them what was reported; inside a transaction of the caller. */
export function countLosses(kept: Kept, losses: readonly OutboxLoss[], sign: 1 | -1): void {
  for (const { reason, status, count } of sumLosses(losses)) {
    const name = `${reason}/${status ?? ""}`;
    const sum = numberOf(kept.text("loss", name)) + sign * count;
    if (sum > 0) kept.put("loss", name, String(sum));
    else kept.delete("loss", name);
  }
}

export function lossesIn(kept: Kept): readonly OutboxLoss[] {
  return [...kept.entries("loss")].map(([name, value]) => {
    const [reason, status] = name.split("/");
    const count = numberOf(Buffer.from(value).toString("utf8"));
    return { reason: reason as OutboxLoss["reason"], count, ...(status && { status: status as Status }) };
  });
}
