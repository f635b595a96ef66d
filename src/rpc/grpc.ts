import { isIP } from "node:net";
import { checkServerIdentity, createSecureContext, type PeerCertificate, type TLSSocket } from "node:tls";
import grpc from "@grpc/grpc-js";
import { explainError, KraneError, type Log } from "../core/index.ts";
import type { Handlers, Peer, Refusal, ResponsesOpener } from "./handlers.ts";
import { MESSAGE_BYTES, REPLY_BYTES } from "./protocol.ts";
import type { Method } from "./services.ts";
import { type Call, type CloseReason, connect, type RpcStatus, type StreamOwner, statusFor } from "./stream.ts";
import type { TlsMaterial } from "./tls.ts";

/** The client may receive what the server may send, besides framing; each alone bounds what a peer can make us hold. */
const SERVER = { "grpc.max_send_message_length": REPLY_BYTES * 2, "grpc.max_receive_message_length": MESSAGE_BYTES };
const CLIENT = { "grpc.max_send_message_length": MESSAGE_BYTES };

/** A peer that vanished without a word is noticed within 30 s; without this never (measured with a stopped process). */
const KEEPALIVE = { "grpc.keepalive_time_ms": 20_000, "grpc.keepalive_timeout_ms": 10_000 };

/** What one connection may cost the server; grpc-js sets no bound on the memory by itself. */
const SESSION = { "grpc.max_concurrent_streams": 8, "grpc-node.max_session_memory": 32 };

function statusNameOf(code: unknown): RpcStatus {
  return typeof code === "number" ? (grpc.status[code] as RpcStatus) : "UNKNOWN";
}

function reasonOf(error: unknown): CloseReason {
  const { code, details } = error as { readonly code?: unknown; readonly details?: unknown };
  return { status: statusNameOf(code), why: typeof details === "string" ? details : explainError(error) };
}

function serviceError(status: RpcStatus, why: string) {
  return { code: grpc.status[status], details: why };
}

/**
 * Credentials for `address`. An IP address must not be sent as the server's name (RFC 6066, node warns); another name is sent then,
 * and the certificate is still checked against the address.
 */
function credentialsFor(address: string, tls: TlsMaterial) {
  const context = createSecureContext({ ...tls, minVersion: "TLSv1.3" });
  const host = address.slice(0, address.lastIndexOf(":")).replace(/^\[|\]$/g, "");
  if (isIP(host) === 0) return { credentials: grpc.credentials.createFromSecureContext(context), options: {} };
  const check = (_name: string, cert: PeerCertificate) => checkServerIdentity(host, cert);
  return {
    credentials: grpc.credentials.createFromSecureContext(context, { checkServerIdentity: check }),
    options: { "grpc.ssl_target_name_override": "krane-collector" },
  };
}

/** A connection to one server. */
export interface Channel {
  stream<Q, S>(method: Method<Q, S>, own: StreamOwner<S, Q>): void;
  /** One request, many responses. */
  responses<Q, S>(method: Method<Q, S>, request: Q, own: StreamOwner<S, Q>): void;
  unary<Q, S>(method: Method<Q, S>, request: Q, bounds: Bounds): Promise<S>;
  close(): void;
}

/** A channel to `address` (HOST:PORT), which connects with the first call. */
export function openChannel(address: string, tls: TlsMaterial, log: Log, receiveBytes = MESSAGE_BYTES): Channel {
  const { credentials, options } = credentialsFor(address, tls);
  const client = new grpc.Client(address, credentials, {
    ...options,
    ...CLIENT,
    ...KEEPALIVE,
    "grpc.max_receive_message_length": receiveBytes,
    "grpc.enable_channelz": 0,
    "grpc.keepalive_permit_without_calls": 1,
    "grpc.enable_retries": 0,
    "grpc.enable_http_proxy": 0,
    "grpc.service_config_disable_resolution": 1,
    "grpc.use_local_subchannel_pool": 1,
  });
  const side = (call: { cancel(): void }) => ({
    fail: () => call.cancel(),
    reasonOf,
    report: (error: unknown) => log("error", "could not close a stream", { address, error }),
  });
  return {
    stream(method, own) {
      const { path, requestSerialize, responseDeserialize } = method;
      const call = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
      connect(call as Call, side(call), own);
    },
    responses(method, request, own) {
      const { path, requestSerialize, responseDeserialize } = method;
      const call = client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request);
      connect(call as Call, side(call), own);
    },
    unary: (method, request, bounds) => callUnary(client, method, request, bounds),
    close: () => client.close(),
  };
}

interface Bounds {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

function callUnary<Q, S>(client: grpc.Client, method: Method<Q, S>, request: Q, bounds: Bounds): Promise<S> {
  const { path, requestSerialize, responseDeserialize } = method;
  const { timeoutMs, signal } = bounds;
  return new Promise((resolve, reject) => {
    const deadline = { deadline: Date.now() + timeoutMs };
    const done = (error: grpc.ServiceError | null, reply?: S) => {
      signal?.removeEventListener("abort", abort);
      if (reply !== undefined) return resolve(reply);
      const { status, why } = reasonOf(error);
      reject(new KraneError("KRANE_RPC_FAILED", `call ${path}: ${status} ${why}`, { cause: error }));
    };
    const call = client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, deadline, done);
    const abort = () => call.cancel();
    signal?.addEventListener("abort", abort, { once: true });
    if (signal?.aborted) abort();
  });
}

/** What became of a call that failed with `error`, as the cause of that has it. */
export function closeReasonOf(error: unknown): CloseReason {
  return reasonOf(error instanceof KraneError ? error.cause : error);
}

/** The gRPC side of a server; its connections come from elsewhere, so that TLS is ours to set up and to bound. */
export interface Rpc extends Handlers {
  /** Takes a connection that has finished its TLS handshake. */
  accept(socket: TLSSocket): void;
  /** Ends every connection. */
  close(): void;
}

function peerOf(call: {
  getPeer(): string;
  getAuthContext(): ReturnType<grpc.ServerUnaryCall<unknown, unknown>["getAuthContext"]>;
}): Peer {
  return { subjectAltName: call.getAuthContext().sslPeerCertificate?.subjectaltname, address: call.getPeer() };
}

type UnaryAnswer<Q, S> = (request: Q, peer: Peer, signal: AbortSignal) => Promise<S | Refusal>;

function unaryHandler<Q, S extends object>(log: Log, path: string, answer: UnaryAnswer<Q, S>) {
  return (call: grpc.ServerUnaryCall<Q, S>, reply: grpc.sendUnaryData<S>) => {
    const gone = new AbortController();
    call.on("cancelled", () => gone.abort());
    answer(call.request, peerOf(call), gone.signal).then(
      (result) => {
        if ("refused" in result) reply(serviceError(result.refused, result.why));
        else reply(null, result);
      },
      (error: unknown) => {
        const status = statusFor(error);
        if (status === "INTERNAL") log("error", "could not answer", { path, error });
        reply(serviceError(status, explainError(error)));
      },
    );
  };
}

export function createRpc(log: Log): Rpc {
  const server = new grpc.Server({ ...SERVER, ...KEEPALIVE, ...SESSION, "grpc.enable_channelz": 0 });
  const injector = server.createConnectionInjector(grpc.ServerCredentials.createInsecure());
  const side = (call: Call) => ({
    fail: (status: RpcStatus, why: string) => void call.emit("error", serviceError(status, why)),
    reasonOf,
    report: (error: unknown) => log("error", "could not close a stream", { error }),
  });
  return {
    unary({ path, responseSerialize, requestDeserialize }, answer) {
      const handle = unaryHandler(log, path, answer);
      server.register(path, handle, responseSerialize, requestDeserialize, "unary");
    },
    responses<Q extends object, S extends object>(method: Method<Q, S>, open: ResponsesOpener<Q, S>) {
      const handle = (call: grpc.ServerWritableStream<Q, S>) =>
        connect<never, S>(call as Call, side(call as Call), (outgoing) => ({
          message: () => undefined,
          ...open(call.request, peerOf(call), outgoing),
        }));
      server.register(method.path, handle, method.responseSerialize, method.requestDeserialize, "serverStream");
    },
    stream<Q extends object, S extends object>(method: Method<Q, S>, open: (peer: Peer) => StreamOwner<Q, S>) {
      const handle = (call: grpc.ServerDuplexStream<Q, S>) =>
        connect(call as Call, side(call as Call), open(peerOf(call)));
      server.register(method.path, handle, method.responseSerialize, method.requestDeserialize, "bidi");
    },
    accept: (socket) => injector.injectConnection(socket),
    close() {
      injector.destroy();
      server.forceShutdown();
    },
  };
}
