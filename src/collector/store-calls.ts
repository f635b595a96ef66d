import type { ErrorCode } from "../core/index.ts";
import type { IngestResult, PackedBatch } from "./ingest-batch.ts";
import type { FindingFilter, FindingRow, HelloRow, HostRow } from "./store-rows.ts";

/** What the store's thread can be asked: arguments and value of each call. */
export interface StoreCalls {
  readonly ingest: { readonly args: readonly PackedBatch[]; readonly value: readonly IngestResult[] };
  readonly hello: { readonly args: HelloRow; readonly value: number };
  readonly hosts: { readonly args: { readonly host?: string }; readonly value: readonly HostRow[] };
  readonly findings: { readonly args: FindingFilter; readonly value: readonly FindingRow[] };
  readonly prune: { readonly args: Readonly<Record<never, never>>; readonly value: number };
  readonly close: { readonly args: Readonly<Record<never, never>>; readonly value: undefined };
}

export type StoreCall = keyof StoreCalls;

export type StoreRequest = {
  [C in StoreCall]: { readonly id: number; readonly call: C; readonly args: StoreCalls[C]["args"] };
}[StoreCall];

/** An error, in a form that keeps its code on the way between threads. */
export interface StoreFailure {
  readonly code: ErrorCode;
  readonly message: string;
}

/** From the thread: that it is open, that a file was put aside, or the outcome of a call. */
export type StoreMessage =
  | { readonly event: "opened" }
  | { readonly event: "aside"; readonly path: string }
  | { readonly event: "failed"; readonly failure: StoreFailure }
  | { readonly event: "value"; readonly id: number; readonly value: unknown }
  | { readonly event: "error"; readonly id: number; readonly failure: StoreFailure };
