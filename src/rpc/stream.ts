import type { EventEmitter } from "node:events";
import { explainError, KraneError } from "../core/index.ts";

/** The gRPC statuses that we send or tell apart. */
export type RpcStatus =
  | "OK"
  | "CANCELLED"
  | "UNKNOWN"
  | "INVALID_ARGUMENT"
  | "DEADLINE_EXCEEDED"
  | "NOT_FOUND"
  | "PERMISSION_DENIED"
  | "RESOURCE_EXHAUSTED"
  | "FAILED_PRECONDITION"
  | "ABORTED"
  | "UNIMPLEMENTED"
  | "INTERNAL"
  | "UNAVAILABLE"
  | "UNAUTHENTICATED";

/** What a peer is told whose message raised `error`: that it was his message, or that it was us. */
export function statusFor(error: unknown): RpcStatus {
  return error instanceof KraneError && error.code === "KRANE_RPC_INVALID" ? "INVALID_ARGUMENT" : "INTERNAL";
}

/** Our end of a stream: what we send, and how we end it. Nothing of it does anything once the stream is over. */
export interface Outgoing<T> {
  /** False: the peer is slow; write no more until `drained` is called. */
  write(message: T): boolean;
  /** No messages of the peer until `resume`. */
  pause(): void;
  resume(): void;
  /** We have said everything. */
  end(): void;
  /** Ends the stream at once and says why; a client can only cancel. */
  fail(status: RpcStatus, why: string): void;
}

/** What the owner of a stream does with what comes. */
export interface Incoming<T> {
  message(message: T): void;
  drained?(): void;
  /** The stream is over, for whatever reason: called exactly once, and nothing after it. */
  closed(reason: CloseReason): void;
}

export interface CloseReason {
  readonly status: RpcStatus;
  readonly why: string;
}

export type StreamOwner<In, Out> = (outgoing: Outgoing<Out>) => Incoming<In>;

/** What the call objects of grpc-js have in common on both sides. */
export interface Call extends EventEmitter {
  write?(message: unknown): boolean;
  pause?(): unknown;
  resume?(): unknown;
  end?(): unknown;
}

/** What differs between a server's call and a client's. */
interface Side {
  fail(status: RpcStatus, why: string): void;
  reasonOf(error: unknown): CloseReason;
  /** The owner failed while it was told that the stream is over. */
  report(error: unknown): void;
}

/**
 * Connects a call with its owner. An exception of the owner ends this stream only: thrown in an event handler it would end the
 * process, and one message of one peer could bring that about (measured).
 */
export function connect<In, Out>(call: Call, side: Side, own: StreamOwner<In, Out>): void {
  let over = false;
  let incoming: Incoming<In> | undefined;
  const close = (reason: CloseReason) => {
    if (over) return;
    over = true;
    try {
      incoming?.closed(reason);
    } catch (error) {
      side.report(error);
    }
    call.end?.();
  };
  const fail = (status: RpcStatus, why: string) => {
    if (over) return;
    side.fail(status, why);
    close({ status, why });
  };
  const guarded = (work: () => void) => {
    if (over) return;
    try {
      work();
    } catch (error) {
      fail(statusFor(error), explainError(error));
    }
  };
  call.on("error", (error: unknown) => close(side.reasonOf(error)));
  call.on("cancelled", () => close({ status: "CANCELLED", why: "the peer is gone" }));
  call.on("close", () => close({ status: "CANCELLED", why: "the call was closed" }));
  call.on("end", () => close({ status: "OK", why: "the peer ended the stream" }));
  guarded(() => {
    incoming = own({
      write: (message) => over || (call.write?.(message) ?? true),
      pause: () => void call.pause?.(),
      resume: () => void call.resume?.(),
      end: () => void call.end?.(),
      fail,
    });
  });
  call.on("drain", () => guarded(() => incoming?.drained?.()));
  call.on("data", (message: In) => guarded(() => incoming?.message(message)));
}
