import type { Socket } from "node:dgram";
import { readFileSync } from "node:fs";
import { type Answer, explainError, known, notKnown } from "../core/index.ts";
import { isReplyTo, trackingRequest } from "../parse/boot/chrony.ts";

const ADDRESS = "127.0.0.1";
/** candm.h, DEFAULT_CANDM_PORT. */
export const CHRONY_PORT = 323;
/** chronyd answers within 1 ms on this host; one that is stopped (SIGSTOP, a debugger) never does. */
const TIMEOUT_MS = 300;

/** Where chronyd is asked, and the number that its reply has to carry. */
export interface ChronyQuestion {
  readonly port: number;
  readonly sequence: number;
}

/** The kernel hands a connected socket nothing but what comes from the port it is connected to, and tells it when nobody listens there. */
function exchange(socket: Socket, { port, sequence }: ChronyQuestion): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("message", (bytes) => {
      if (isReplyTo(bytes, sequence)) resolve(bytes);
    });
    socket.connect(port, ADDRESS, (error?: Error) => {
      if (error === undefined || error === null) socket.send(trackingRequest(sequence));
      else reject(error);
    });
  });
}

function silent({ port }: ChronyQuestion, why: string): Answer<never> {
  return notKnown(`chronyd does not answer on ${ADDRESS}:${port}: ${why}`);
}

/** Whether anybody on this host listens at a UDP port (proc(5): the local address is "0100007F:0143"), chronyd in a container as well. */
function isHeard(port: number): boolean {
  return readFileSync("/proc/net/udp", "latin1").includes(`:${port.toString(16).toUpperCase().padStart(4, "0")} `);
}

/**
 * Asks chronyd for its tracking report, which it tells anybody on this host: one datagram, and what came within the time. `node:dgram` is
 * loaded here only, and only where somebody may answer: it costs 8 ms with all that it wants.
 */
export async function askChrony(question: ChronyQuestion, timeoutMs = TIMEOUT_MS): Promise<Answer<Uint8Array>> {
  if (!isHeard(question.port)) return silent(question, "nobody listens (ECONNREFUSED)");
  const { createSocket } = await import("node:dgram");
  const socket = createSocket("udp4");
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return known(await Promise.race([exchange(socket, question), late]));
  } catch (error) {
    return silent(question, explainError(error));
  } finally {
    clearTimeout(timer);
    socket.close();
  }
}
