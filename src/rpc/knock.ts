import { isIP } from "node:net";
import { checkServerIdentity, connect, type PeerCertificate } from "node:tls";
import type { TlsMaterial } from "./tls.ts";

/**
 * Why there is no connection, as a plain TLS client sees it. grpc-js says "Failed to connect" of most of these (measured).
 * `no-answer` came to nothing in time; `refuses-us` finished the handshake and hung up, which is how TLS 1.3 turns a client's
 * certificate down; `not-tls` is any other failure of the handshake.
 */
export type Obstacle =
  | "refused"
  | "no-such-name"
  | "no-answer"
  | "not-tls"
  | "other-ca"
  | "other-name"
  | "expired"
  | "refuses-us";

export interface Knocked {
  readonly obstacle: Obstacle;
  /** What the system or OpenSSL says. */
  readonly why: string;
}

const OBSTACLES: Readonly<Record<string, Obstacle>> = {
  ECONNREFUSED: "refused",
  ENOTFOUND: "no-such-name",
  EAI_AGAIN: "no-such-name",
  EHOSTUNREACH: "no-answer",
  ENETUNREACH: "no-answer",
  ETIMEDOUT: "no-answer",
  ERR_TLS_CERT_ALTNAME_INVALID: "other-name",
  CERT_HAS_EXPIRED: "expired",
  CERT_NOT_YET_VALID: "expired",
  SELF_SIGNED_CERT_IN_CHAIN: "other-ca",
  DEPTH_ZERO_SELF_SIGNED_CERT: "other-ca",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "other-ca",
  UNABLE_TO_GET_ISSUER_CERT: "other-ca",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "other-ca",
};

function obstacleOf(error: NodeJS.ErrnoException): Obstacle {
  const code = error.code ?? "";
  return OBSTACLES[code] ?? (code.includes("_ALERT_") ? "refuses-us" : "not-tls");
}

/** Connects to `address` (HOST:PORT) once; undefined where that works, so that the fault must lie elsewhere. */
export function knock(address: string, tls: TlsMaterial, timeoutMs: number): Promise<Knocked | undefined> {
  const colon = address.lastIndexOf(":");
  const host = address.slice(0, colon).replace(/^\[|\]$/g, "");
  const named = isIP(host) === 0 ? { servername: host } : { servername: "krane-collector" };
  const check = (_name: string, cert: PeerCertificate) => checkServerIdentity(host, cert);
  return new Promise((resolve) => {
    const socket = connect({
      ...tls,
      ...named,
      host,
      port: Number(address.slice(colon + 1)),
      minVersion: "TLSv1.3",
      ALPNProtocols: ["h2"],
      checkServerIdentity: check,
    });
    let secure = false;
    const end = (knocked: Knocked | undefined) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(knocked);
    };
    const seconds = `no answer within ${timeoutMs / 1000} s`;
    const timer = setTimeout(() => end(secure ? undefined : { obstacle: "no-answer", why: seconds }), timeoutMs);
    socket.on("secureConnect", () => {
      secure = true;
    });
    // The server's HTTP/2 settings: it has accepted us.
    socket.once("data", () => end(undefined));
    socket.once("error", (error) => end({ obstacle: secure ? "refuses-us" : obstacleOf(error), why: error.message }));
    socket.once("close", () => end({ obstacle: secure ? "refuses-us" : "not-tls", why: "the connection was closed" }));
  });
}
