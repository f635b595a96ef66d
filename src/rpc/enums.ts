import { type Finding, KraneError, type Status } from "../core/index.ts";

type Kind = Finding["kind"];

const STATUS_NUMBERS: Readonly<Record<Status, number>> = { ok: 1, warning: 2, critical: 3, unknown: 4, skipped: 5 };
const KIND_NUMBERS: Readonly<Record<Kind, number>> = { condition: 1, event: 2 };

const STATUS_OF = new Map(Object.entries(STATUS_NUMBERS).map(([name, number]) => [number, name as Status]));
const KIND_OF = new Map(Object.entries(KIND_NUMBERS).map(([name, number]) => [number, name as Kind]));

/** Number of krane.v1.Status. */
export function statusNumber(status: Status): number {
  return STATUS_NUMBERS[status];
}

export function statusOf(number: number | null | undefined): Status {
  const status = STATUS_OF.get(number ?? 0);
  if (status === undefined) throw new KraneError("KRANE_RPC_INVALID", `${number ?? 0} is not a status`);
  return status;
}

/** Number of krane.v1.Kind. */
export function kindNumber(kind: Kind): number {
  return KIND_NUMBERS[kind];
}

export function kindOf(number: number | null | undefined): Kind {
  const kind = KIND_OF.get(number ?? 0);
  if (kind === undefined) throw new KraneError("KRANE_RPC_INVALID", `${number ?? 0} is not a kind of finding`);
  return kind;
}
