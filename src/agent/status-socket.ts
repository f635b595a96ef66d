import { chmodSync, lstatSync, mkdirSync, rmSync } from "node:fs";
import { createConnection, createServer, type Server } from "node:net";
import { dirname } from "node:path";
import { text } from "node:stream/consumers";
import { KraneError } from "../core/index.ts";
import type { AgentStatus } from "./agent-status.ts";

/** Connections that are served at once; a status is one short answer. */
const MAX_CONNECTIONS = 16;

/** Answers each connection to a unix socket with the status as one JSON line. Whoever may open the socket may read it. */
export class StatusSocket {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(path: string, status: () => AgentStatus): Promise<StatusSocket> {
    const server = createServer((socket) => {
      // A reader that went away costs nothing.
      socket.on("error", () => socket.destroy());
      socket.end(`${JSON.stringify(status())}\n`);
    });
    server.maxConnections = MAX_CONNECTIONS;
    try {
      mkdirSync(dirname(path), { recursive: true });
      await makeWay(path);
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(path, resolve);
      });
      chmodSync(path, 0o660);
    } catch (cause) {
      server.close();
      if (cause instanceof KraneError) throw cause;
      throw new KraneError("KRANE_AGENT_SOCKET", `listen on ${path}`, { cause });
    }
    return new StatusSocket(server);
  }

  /** The file goes with it. */
  close(): void {
    this.#server.close();
  }
}

/** Takes away the socket that an agent left when it was killed; one that somebody listens on, or another file, is not ours to take. */
async function makeWay(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket())
    throw new KraneError("KRANE_AGENT_SOCKET", `listen on ${path}: there is a file that is no socket`);
  if (await isAnswered(path)) throw new KraneError("KRANE_AGENT_SOCKET", `listen on ${path}: another process does`);
  rmSync(path, { force: true });
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    const done = (answered: boolean) => () => {
      socket.destroy();
      resolve(answered);
    };
    socket.once("connect", done(true)).once("error", done(false));
  });
}

/** The status of the agent that listens on `path`. */
export async function askStatus(path: string): Promise<AgentStatus> {
  try {
    const socket = createConnection(path);
    socket.setTimeout(5000, () => socket.destroy(new Error("no answer within 5 s")));
    return JSON.parse(await text(socket)) as AgentStatus;
  } catch (cause) {
    throw new KraneError("KRANE_AGENT_SOCKET", `no agent answers on ${path}; is krane-agent run running?`, { cause });
  }
}
