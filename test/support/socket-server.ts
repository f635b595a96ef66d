import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { temporaryFolder } from "./folder.ts";

/** Somebody on a unix socket of its own, who does with each connection what the test says. */
export async function socketServer(serve: (socket: Socket) => void) {
  const folder = temporaryFolder();
  const path = join(folder.path, "daemon.sock");
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    serve(socket);
  });
  server.listen(path);
  await once(server, "listening");
  return {
    path,
    folder: folder.path,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await server[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}
