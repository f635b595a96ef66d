import type { Channel } from "./grpc.ts";
import type { Method } from "./services.ts";
import type { CloseReason, Outgoing } from "./stream.ts";

/** Responses that wait for their reader before the peer is asked to hold on. */
const WAITING = 64;

/**
 * Opens a call with many responses at once, and reads them one by one; what the generator returns is why they ended. The call ends
 * with the signal.
 */
export function openResponses<Q, S>(
  channel: Channel,
  call: { readonly method: Method<Q, S>; readonly request: Q },
  signal: AbortSignal,
): AsyncGenerator<S, CloseReason> {
  const waiting: S[] = [];
  let over: CloseReason | undefined;
  let wake: () => void = () => undefined;
  let outgoing: Outgoing<Q> | undefined;
  const stop = () => outgoing?.fail("CANCELLED", "nobody reads any more");
  channel.responses(call.method, call.request, (opened) => {
    outgoing = opened;
    return {
      message(response) {
        if (waiting.push(response) >= WAITING) opened.pause();
        wake();
      },
      closed(reason) {
        over = reason;
        signal.removeEventListener("abort", stop);
        wake();
      },
    };
  });
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();

  async function* read(): AsyncGenerator<S, CloseReason> {
    for (;;) {
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else if (over !== undefined) return over;
      else {
        outgoing?.resume();
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  }
  return read();
}
