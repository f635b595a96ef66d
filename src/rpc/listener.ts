import type { AddressInfo } from "node:net";
import { createServer, type TLSSocket } from "node:tls";
import { KraneError, type Log } from "../core/index.ts";
import type { TlsMaterial } from "./tls.ts";

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsMaterial;
  /** A connection that has not proved who it is by then is closed; node's own bound of 120 s invites to hold thousands of them. */
  readonly handshakeTimeoutMs: number;
  readonly maxConnections: number;
  readonly log: Log;
  /** Takes connections of peers whose certificate our CA signed; no other gets here. */
  readonly accept: (socket: TLSSocket) => void;
}

export interface Listener {
  /** The real one, where port 0 was asked for. */
  readonly port: number;
  /** New connections are met with this certificate from now on. */
  renew(tls: TlsMaterial): void;
  close(): void;
}

/** One line per ten seconds at most: whoever can reach the port can cause these. */
function refusals(log: Log): (address: string | undefined, error: Error) => void {
  let last = Number.NEGATIVE_INFINITY;
  let unlogged = 0;
  return (address, error) => {
    unlogged += 1;
    if (performance.now() - last < 10_000) return;
    log("warning", "refused connections", { count: unlogged, address, error });
    last = performance.now();
    unlogged = 0;
  };
}

/** The longest that a timer can wait. */
const LONGEST_MS = 2 ** 31 - 1;

/** A connection lasts no longer than the certificate that it was made with: the peer may come again with a new one. */
function cutWhenExpired(socket: TLSSocket): void {
  const left = Date.parse(socket.getPeerCertificate().valid_to) - Date.now();
  const timer = setTimeout(() => socket.destroy(), Math.min(left, LONGEST_MS));
  socket.on("close", () => clearTimeout(timer));
}

/** Listens for mutual TLS 1.3 with HTTP/2 inside. */
export function listen(options: ListenOptions): Promise<Listener> {
  const { host, port, tls, handshakeTimeoutMs, log, accept } = options;
  const server = createServer({
    ...tls,
    minVersion: "TLSv1.3",
    ALPNProtocols: ["h2"],
    requestCert: true,
    rejectUnauthorized: true,
    handshakeTimeout: handshakeTimeoutMs,
    noDelay: true,
  });
  server.maxConnections = options.maxConnections;
  const refused = refusals(log);
  server.on("tlsClientError", (error, socket) => {
    refused(socket.remoteAddress, error);
    // node:tls only reports that the time is over; the connection stays open for ever (measured).
    socket.destroy();
  });
  server.on("drop", (data) => refused(data?.remoteAddress, new Error("too many connections")));
  server.on("secureConnection", (socket) => {
    // A peer that resets its connection raises an error here; what it means is told to the streams by HTTP/2.
    socket.on("error", () => undefined);
    cutWhenExpired(socket);
    accept(socket);
  });
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      reject(new KraneError("KRANE_COLLECTOR_LISTEN", `listen at ${host}:${port}`, { cause }));
    });
    server.listen(port, host, () => {
      server.on("error", (error) => log("error", "listener failed", { error }));
      resolve({
        port: (server.address() as AddressInfo).port,
        renew: (renewed) => server.setSecureContext({ ...renewed, minVersion: "TLSv1.3" }),
        close: () => void server.close(),
      });
    });
  });
}
