import { onTestFinished } from "vitest";
import { type Channel, openChannel } from "../../src/rpc/grpc.ts";
import { REPLY_BYTES } from "../../src/rpc/protocol.ts";
import type { Method } from "../../src/rpc/services.ts";
import type { CloseReason, Outgoing } from "../../src/rpc/stream.ts";
import type { TlsMaterial } from "../../src/rpc/tls.ts";

export function channelTo(address: string, tls: TlsMaterial): Channel {
  const channel = openChannel(address, tls, () => undefined, REPLY_BYTES);
  onTestFinished(() => channel.close());
  return channel;
}

/** A stream whose messages can be awaited one by one. */
export class Reading<T> {
  readonly messages: T[] = [];
  readonly closed: Promise<CloseReason>;
  #ended: ((reason: CloseReason) => void) | undefined;
  #waiting: (() => void) | undefined;

  constructor() {
    this.closed = new Promise((resolve) => {
      this.#ended = resolve;
    });
  }

  /** Resolves once there are `count` messages. */
  async count(count: number): Promise<T[]> {
    while (this.messages.length < count) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
    return this.messages;
  }

  readonly owner = () => ({
    message: (message: T) => {
      this.messages.push(message);
      this.#waiting?.();
    },
    closed: (reason: CloseReason) => this.#ended?.(reason),
  });
}

export function readResponses<Q, S>(channel: Channel, method: Method<Q, S>, request: Q): Reading<S> {
  const reading = new Reading<S>();
  channel.responses(method, request, reading.owner);
  return reading;
}

/** A stream that we write by hand. */
export function openStream<Q, S>(
  channel: Channel,
  method: Method<Q, S>,
): { outgoing: Outgoing<Q>; incoming: Reading<S> } {
  const incoming = new Reading<S>();
  let outgoing: Outgoing<Q> | undefined;
  channel.stream(method, (opened) => {
    outgoing = opened;
    return incoming.owner();
  });
  if (outgoing === undefined) throw new Error("the stream was not opened");
  return { outgoing, incoming };
}
