import { type ConnectResponse, decodeConnectResponse } from "./connect-response.ts";
import { grpc, krane } from "./generated/krane.js";

const health = grpc.health.v1;
const v1 = krane.v1;

interface Writer {
  finish(): Uint8Array;
}

/** One codec of the generated ones. */
interface Codec<T> {
  encode(message: T): Writer;
  decode(bytes: Uint8Array): T;
}

/** A method of a service in the form that grpc-js takes. */
export interface Method<Request, Response> {
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly requestSerialize: (message: Request) => Buffer;
  readonly requestDeserialize: (bytes: Buffer) => Request;
  readonly responseSerialize: (message: Response) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => Response;
}

type Streams = "unary" | "responses" | "both";

const encoder =
  <T>(codec: Codec<T>) =>
  (message: T): Buffer => {
    const { buffer, byteOffset, byteLength } = codec.encode(message).finish();
    return Buffer.from(buffer, byteOffset, byteLength);
  };

function method<Q, S>(path: string, request: Codec<Q>, response: Codec<S>, streams: Streams = "unary"): Method<Q, S> {
  return {
    path,
    requestStream: streams === "both",
    responseStream: streams !== "unary",
    requestSerialize: encoder(request),
    requestDeserialize: (bytes) => request.decode(bytes),
    responseSerialize: encoder(response),
    responseDeserialize: (bytes) => response.decode(bytes),
  };
}

// The generated codecs decode into a narrower type than they encode; one type for both keeps the services readable.
const of = <T>(codec: Codec<T>): Codec<T> => codec;

export const AGENT = "krane.v1.AgentService";
export const QUERY = "krane.v1.QueryService";
export const HEALTH = "grpc.health.v1.Health";

/** The messages of the agent's stream, by the sender. */
export type FromAgent = krane.v1.ConnectRequest.$Properties;
export type FromCollector = ConnectResponse;

export const agentService = {
  connect: method(
    `/${AGENT}/Connect`,
    of<krane.v1.ConnectRequest.$Properties>(v1.ConnectRequest),
    of<ConnectResponse>({ encode: (message) => v1.ConnectResponse.encode(message), decode: decodeConnectResponse }),
    "both",
  ),
} as const;

export const queryService = {
  listHosts: method(
    `/${QUERY}/ListHosts`,
    of<krane.v1.ListHostsRequest.$Properties>(v1.ListHostsRequest),
    of<krane.v1.ListHostsResponse.$Properties>(v1.ListHostsResponse),
  ),
  listFindings: method(
    `/${QUERY}/ListFindings`,
    of<krane.v1.ListFindingsRequest.$Properties>(v1.ListFindingsRequest),
    of<krane.v1.ListFindingsResponse.$Properties>(v1.ListFindingsResponse),
  ),
  getHost: method(
    `/${QUERY}/GetHost`,
    of<krane.v1.GetHostRequest.$Properties>(v1.GetHostRequest),
    of<krane.v1.GetHostResponse.$Properties>(v1.GetHostResponse),
  ),
  checkHost: method(
    `/${QUERY}/CheckHost`,
    of<krane.v1.CheckHostRequest.$Properties>(v1.CheckHostRequest),
    of<krane.v1.CheckHostResponse.$Properties>(v1.CheckHostResponse),
  ),
  watch: method(
    `/${QUERY}/Watch`,
    of<krane.v1.WatchRequest.$Properties>(v1.WatchRequest),
    of<krane.v1.WatchResponse.$Properties>(v1.WatchResponse),
    "responses",
  ),
} as const;

export const healthService = {
  check: method(
    `/${HEALTH}/Check`,
    of<grpc.health.v1.HealthCheckRequest.$Properties>(health.HealthCheckRequest),
    of<grpc.health.v1.HealthCheckResponse.$Properties>(health.HealthCheckResponse),
  ),
  watch: method(
    `/${HEALTH}/Watch`,
    of<grpc.health.v1.HealthCheckRequest.$Properties>(health.HealthCheckRequest),
    of<grpc.health.v1.HealthCheckResponse.$Properties>(health.HealthCheckResponse),
    "responses",
  ),
} as const;
