import type { Method } from "./services.ts";
import type { Outgoing, RpcStatus, StreamOwner } from "./stream.ts";

/** Who is at the other end, as TLS vouches for it. */
export interface Peer {
  /** Text of the certificate's subjectAltName as node:tls has it; undefined without a certificate that our CA signed. */
  readonly subjectAltName: string | undefined;
  readonly address: string;
}

/** "No", with a reason, as the answer to a call. */
export interface Refusal {
  readonly refused: RpcStatus;
  readonly why: string;
}

export function refuse(status: RpcStatus, why: string): Refusal {
  return { refused: status, why };
}

/** Takes a request that is answered with many responses; returns what to do when the stream has room again, and when it is over. */
export type ResponsesOpener<Q, S> = (
  request: Q,
  peer: Peer,
  outgoing: Outgoing<S>,
) => { drained?(): void; closed(): void };

/** Says how the methods of services are answered. */
export interface Handlers {
  unary<Q extends object, S extends object>(
    method: Method<Q, S>,
    answer: (request: Q, peer: Peer, signal: AbortSignal) => Promise<S | Refusal>,
  ): void;
  responses<Q extends object, S extends object>(method: Method<Q, S>, open: ResponsesOpener<Q, S>): void;
  stream<Q extends object, S extends object>(method: Method<Q, S>, open: (peer: Peer) => StreamOwner<Q, S>): void;
}
