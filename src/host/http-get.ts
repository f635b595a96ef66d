import { connect } from "node:net";

/** One question to an HTTP server on a unix socket. */
export interface HttpGet {
  readonly socket: string;
  readonly path: string;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface HttpReply {
  readonly status: number;
  readonly body: string;
}

const HEAD = /^HTTP\/1\.[01] (?<status>\d{3})[^\r\n]*\r\n/;
const LENGTH = /\r\ncontent-length: *(?<length>\d{1,12}) *\r\n/i;

/** The reply in all bytes that came; an Error where they are none, or were cut. */
function replyOf(bytes: Buffer): HttpReply {
  const end = bytes.indexOf("\r\n\r\n");
  const head = bytes.subarray(0, Math.max(0, end) + 2).toString("latin1");
  const status = end < 0 ? undefined : HEAD.exec(head)?.groups?.status;
  if (status === undefined) throw new Error("not a reply of HTTP");
  const body = bytes.subarray(end + 4);
  const length = LENGTH.exec(head)?.groups?.length;
  if (length !== undefined && Number(length) !== body.length)
    throw new Error(`${body.length} of ${length} bytes of reply`);
  return { status: Number(status), body: body.toString("utf8") };
}

/**
 * GET in HTTP/1.0, where the end of the connection is the end of the reply: no chunks, nothing to keep alive. node:http takes 31 ms and
 * 15 MB to load, in the daemon for good (measured); node:net, which the helper's client needs anyway, 2 ms.
 */
export function httpGet({ socket: path, path: target, maxBytes, signal }: HttpGet): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path });
    const chunks: Buffer[] = [];
    let bytes = 0;
    const stop = () => socket.destroy();
    signal.addEventListener("abort", stop);
    socket.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > maxBytes) socket.destroy(new Error(`more than ${maxBytes} bytes of reply`));
    });
    socket.on("error", reject);
    socket.on("end", () => {
      try {
        resolve(replyOf(Buffer.concat(chunks)));
      } catch (error) {
        reject(error);
      }
    });
    socket.on("close", () => {
      signal.removeEventListener("abort", stop);
      reject(new Error("closed without a reply"));
    });
    // Not half-closed: the engine takes that for a client that has gone.
    socket.write(`GET ${target} HTTP/1.0\r\nHost: localhost\r\nAccept: application/json\r\n\r\n`);
  });
}
