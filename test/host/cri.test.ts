import { once } from "node:events";
import { createServer, type ServerHttp2Stream } from "node:http2";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { askCri } from "../../src/host/cri.ts";
import { parseCriContainers } from "../../src/parse/container/cri-containers.ts";
import { refusalOf } from "../../src/parse/container/daemon-refusal.ts";
import { runtime } from "../../src/rpc/generated/cri.js";
import { eventually } from "../support/eventually.ts";
import { temporaryFolder } from "../support/folder.ts";
import { startContainerd, started, whyNot } from "../support/runtimes.ts";
import { socketServer } from "../support/socket-server.ts";

async function refused(socket: string, ms = 1000) {
  const answer = await askCri(socket, ms);
  return answer.known ? answer.value : { kind: refusalOf(answer), why: answer.why };
}

/** A gRPC server that does with each call what the test says. */
async function server(serve: (stream: ServerHttp2Stream, path: string) => void) {
  const folder = temporaryFolder();
  const path = join(folder.path, "cri.sock");
  const http2 = createServer();
  http2.on("sessionError", () => undefined);
  http2.on("stream", (stream, headers) => {
    stream.on("error", () => undefined);
    serve(stream, String(headers[":path"]));
  });
  http2.listen(path);
  await once(http2, "listening");
  return {
    path,
    [Symbol.dispose]() {
      http2.close();
      folder[Symbol.dispose]();
    },
  };
}

function reply(stream: ServerHttp2Stream, bytes: Uint8Array, status = "0"): void {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(bytes.length, 1);
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": status }));
  stream.end(Buffer.concat([prefix, bytes]));
}

function refuse(stream: ServerHttp2Stream, status: string, message: string): void {
  stream.respond({ ":status": 200, "grpc-status": status, "grpc-message": message }, { endStream: true });
}

/** A reply of these bytes, whatever they are. */
function raw(stream: ServerHttp2Stream, bytes: readonly number[]): void {
  stream.respond({ ":status": 200 });
  stream.end(Buffer.from(bytes));
}

const { v1 } = runtime;

describe("CRI", () => {
  test("is asked in the older version where the runtime has no newer one", async () => {
    const container = { id: "a", metadata: { name: "nova-compute", attempt: 2 }, state: 1, createdAt: 7e9 };
    using fake = await server((stream, path) => {
      if (path.startsWith("/runtime.v1.")) return refuse(stream, "12", "unknown service runtime.v1.RuntimeService");
      const isList = path.endsWith("ListContainers");
      reply(stream, isList ? v1.ListContainersResponse.encode({ containers: [container] }).finish() : new Uint8Array());
    });
    const answer = await askCri(fake.path);
    expect(answer.known && parseCriContainers(answer.value)?.containers).toMatchObject([
      { service: "nova-compute", restarts: 2, state: "running", startedAt: 7000 },
    ]);
  });

  test("that nobody speaks is gone, as in the containerd that Docker brings", async () => {
    using fake = await server((stream) => refuse(stream, "12", "unknown service"));
    expect(await refused(fake.path)).toMatchObject({ kind: "gone", why: expect.stringContaining("UNIMPLEMENTED") });
  });

  test.each<[string, (stream: ServerHttp2Stream) => void, string]>([
    ["refuses", (stream) => refuse(stream, "7", "no"), "PERMISSION_DENIED: no"],
    ["is no gRPC", (stream) => void stream.respond({ ":status": 404 }, { endStream: true }), "HTTP 404"],
    ["is cut", (stream) => raw(stream, [0, 0, 0, 9, 9, 1]), "6 bytes"],
    ["is compressed", (stream) => raw(stream, [1, 0, 0, 0, 0]), "5 bytes"],
    ["is nothing", (stream) => void stream.respond({ ":status": 200 }, { endStream: true }), "0 bytes"],
    ["ends at once", (stream) => stream.close(8), ""],
    ["is garbage", (stream) => reply(stream, Buffer.alloc(200, 0xff)), ""],
  ])("is not believed where the reply %s", async (_, serve, why) => {
    using fake = await server(serve);
    expect(await refused(fake.path)).toMatchObject({ kind: "unseen", why: expect.stringContaining(why) });
  });

  test("may send for ever, of which no more is held than is allowed", async () => {
    using fake = await server((stream) => {
      stream.respond({ ":status": 200 });
      const piece = Buffer.alloc(1 << 20);
      const more = () => {
        while (!stream.destroyed && stream.write(piece));
      };
      stream.on("drain", more);
      more();
    });
    expect(await refused(fake.path, 5000)).toMatchObject({ why: expect.stringContaining("more than 4194304 bytes") });
  });

  /** A frame of HTTP/2: length, type, flags, stream, and then what it holds. */
  function frame(type: number, flags: number, stream: number, body: readonly number[]): Buffer {
    const head = Buffer.alloc(9);
    head.writeUIntBE(body.length, 0, 3);
    head.set([type, flags], 3);
    head.writeUInt32BE(stream, 5);
    return Buffer.concat([head, Buffer.from(body)]);
  }

  test.each([
    ["noise", Buffer.alloc(0), Buffer.from("\u0000\u0007krane\u00ff", "latin1")],
    ["pings", frame(4, 0, 0, []), frame(6, 0, 0, Array(8).fill(0))],
    ["settings", frame(4, 0, 0, []), frame(4, 0, 0, [0, 3, 0, 0, 0, 100])],
    [
      "headers without an end",
      Buffer.concat([frame(4, 0, 0, []), frame(1, 0, 1, [0x88])]),
      frame(9, 0, 1, [0, 1, 97, 1, 98]),
    ],
    ["data for nobody", frame(4, 0, 0, []), frame(0, 0, 1, Array(9000).fill(0))],
  ])("may send %s for ever: it is not believed, and not taken for a missing one", async (_, first, piece) => {
    await using flood = await socketServer((socket) => {
      const pieces = Buffer.concat(Array(100).fill(piece));
      const more = () => {
        while (!socket.destroyed && socket.write(pieces));
      };
      socket.on("drain", more);
      socket.once("data", () => {
        socket.write(first);
        more();
      });
    });
    expect(await refused(flood.path)).toMatchObject({ kind: expect.stringMatching(/^(?:unseen|silent)$/) });
  });

  test("that is silent, missing or another protocol is each told apart", async () => {
    await using silent = await socketServer(() => undefined);
    expect(await refused(silent.path, 80)).toMatchObject({ kind: "silent" });
    expect(await refused("/nonexistent/containerd.sock")).toMatchObject({ kind: "gone" });
    await using other = await socketServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    expect(await refused(other.path)).toMatchObject({ kind: "unseen" });
  });
});

const why = whyNot("/usr/bin/containerd", "/usr/bin/ctr", "/usr/sbin/runc");

describe(`a real containerd without kubelet${why === undefined ? "" : ` (skipped: ${why})`}`, () => {
  test.skipIf(why !== undefined)("tells every state and attempt over CRI", { timeout: 120_000 }, async ({ skip }) => {
    const running = await started(startContainerd);
    if (typeof running === "string") return skip(running);
    await using containerd = running;
    const { lab, socket } = containerd;
    const pod = await lab.pod("nova");
    await lab.container(pod, "nova-compute");
    await lab.container(pod, "nova-compute-ssh");
    await lab.container(pod, "created", { isStarted: false });
    await lab.container(pod, "failed", { command: ["/bin/sh", "-c", "exit 3"] });
    await lab.container(pod, "failed", { command: ["/bin/sh", "-c", "exit 5"], attempt: 1 });
    const stopped = await lab.container(pod, "stopped");
    await lab.stop(stopped);
    const ask = async () => {
      const answer = await askCri(socket);
      if (!answer.known) throw new Error(answer.why);
      const found = parseCriContainers(answer.value);
      return { ...found, by: new Map(found?.containers.map((one) => [one.service, one])) };
    };
    const { by, pods, notReady } = await eventually(async () => {
      const found = await ask();
      return found.by.get("failed")?.state === "exited" ? found : undefined;
    });
    expect({ pods, notReady }).toEqual({ pods: ["pod krane/nova: SANDBOX_READY"], notReady: undefined });
    expect(by.get("nova-compute")).toMatchObject({ state: "running", restarts: 0, pod: { name: "nova" } });
    expect(by.get("created")).toMatchObject({ state: "created" });
    expect(by.get("failed")).toMatchObject({ state: "exited", exitCode: 5, restarts: 1 });
    expect(by.get("stopped")).toMatchObject({ state: "exited", exitCode: 137 });
    // The pod is as old as this test, and none of it is left over.
    const { bornAt = 0, isLeftOver } = by.get("failed") ?? {};
    expect(Math.abs(Date.now() - bornAt)).toBeLessThan(120_000);
    expect(isLeftOver).toBeUndefined();
    await containerd.freeze();
    expect(await refused(socket, 300)).toMatchObject({ kind: "silent" });
  });
});
