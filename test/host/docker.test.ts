import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { KraneError } from "../../src/core/index.ts";
import { daemonRefusal, told } from "../../src/host/daemon-refusal.ts";
import { askDocker } from "../../src/host/docker.ts";
import { decodeAnswer, encodeAnswer } from "../../src/host/helper-wire.ts";
import { refusalOf } from "../../src/parse/container/daemon-refusal.ts";
import { parseDockerContainers } from "../../src/parse/container/docker-containers.ts";
import { IMAGE } from "../support/container-image.ts";
import { eventually } from "../support/eventually.ts";
import { startDocker, started, whyNot } from "../support/runtimes.ts";
import { socketServer } from "../support/socket-server.ts";

const ID = "c5affbfc6253b0e6fd05cfe52252d0f7174af431b612142a1a2d0b3664a122ac";

/** An engine that answers everything with these bytes. */
function says(head: string, body: string) {
  return socketServer((socket) => socket.once("data", () => socket.end(`${head}\r\n\r\n${body}`)));
}

async function refused(socket: string, ms = 1000) {
  const answer = await askDocker(socket, ms);
  return answer.known ? answer.value : { kind: refusalOf(answer), why: answer.why };
}

describe("the Engine API", () => {
  test("is asked for all containers, and for those that may have restarted once more", async () => {
    const asked: string[] = [];
    const list = [
      { Id: ID, Names: ["/a"], State: "running", Status: "Up 3 hours", Created: 7, Env: ["SECRET=1"] },
      { Id: ID.replace("c", "d"), Names: ["/b"], State: "running", Status: "Up 4 seconds", Created: 7 },
    ];
    const inspected = { RestartCount: 5, State: { Status: "running" }, Config: { Env: ["SECRET=1"] } };
    await using engine = await socketServer((socket) =>
      socket.once("data", (bytes) => {
        const path = bytes.toString().split(" ")[1] ?? "";
        asked.push(path);
        const body = JSON.stringify(path.includes("?all=1") ? list : inspected);
        socket.end(`HTTP/1.0 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
      }),
    );
    const answer = await askDocker(engine.path);
    expect(asked).toEqual(["/containers/json?all=1", `/containers/${ID.replace("c", "d")}/json`]);
    const text = answer.known ? answer.value : "";
    expect(text).not.toContain("SECRET");
    expect(parseDockerContainers(text)?.containers.map(({ name, restarts }) => [name, restarts])).toEqual([
      ["a", undefined],
      ["b", 5],
    ]);
    expect(decodeAnswer("docker-containers", encodeAnswer("docker-containers", answer))).toEqual(answer);
  });

  test.each([
    ["is cut", "HTTP/1.1 200 OK\r\nContent-Length: 900", "[{", "2 of 900 bytes of reply"],
    ["is no list", "HTTP/1.1 200 OK", "{}", "the reply is not a list of containers"],
    ["is no JSON", "HTTP/1.1 200 OK", "[{\u0000\u001b[2J", "JSON"],
    ["is no HTTP", "SSH-2.0-OpenSSH_9.2", "", "not a reply of HTTP"],
    [
      "is an error of the engine",
      "HTTP/1.1 500 Internal Server Error",
      '{"message":"no"}',
      'HTTP 500: {"message":"no"}',
    ],
    ["is one that needs a newer client", "HTTP/1.1 400 Bad Request", "client version", "HTTP 400: client version"],
    ["is not there", "HTTP/1.1 404 Not Found", "", "the reply is not a list of containers"],
  ])("is not believed where its reply %s", async (_, head, body, why) => {
    await using engine = await says(head, body);
    expect(await refused(engine.path)).toEqual({ kind: "unseen", why: expect.stringContaining(why) });
  });

  test("may send 100 MB, of which no more is held than is allowed", async () => {
    await using engine = await socketServer((socket) => {
      const piece = Buffer.alloc(1 << 20, "[");
      const more = () => {
        while (!socket.destroyed && socket.write(piece));
      };
      socket.on("drain", more);
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      more();
    });
    expect(await refused(engine.path)).toEqual({
      kind: "unseen",
      why: expect.stringContaining("more than 4194304 bytes of reply"),
    });
  });

  test.each([
    ["headers without an end", "X: y\r\n"],
    ["chunks without an end", "1\r\n[\r\n"],
  ])("may send %s: neither fills the memory nor keeps anybody waiting", async (_, piece) => {
    await using engine = await socketServer((socket) => {
      const pieces = Buffer.from(piece.repeat(10_000));
      const more = () => {
        while (!socket.destroyed && socket.write(pieces));
      };
      socket.on("drain", more);
      socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n${piece.startsWith("X") ? "" : "\r\n"}`);
      more();
    });
    expect(await refused(engine.path)).toEqual({
      kind: "unseen",
      why: expect.stringContaining("more than 4194304 bytes of reply"),
    });
  });

  test("is asked about a few containers only, and not about all at once", async () => {
    const listed = (count: number) =>
      Array.from({ length: count }, (_, index) => {
        const Id = index.toString(16).padStart(64, "0");
        return { Id, State: "running", Status: "Up 1 second" };
      });
    let [count, open, asked, atOnce] = [200, 0, 0, 0];
    await using engine = await socketServer((socket) => {
      asked += 1;
      open += 1;
      atOnce = Math.max(atOnce, open);
      socket.on("close", () => {
        open -= 1;
      });
      socket.once("data", (bytes) => {
        const body = bytes.toString().includes("?all=1") ? JSON.stringify(listed(count)) : '{"RestartCount":1}';
        socket.end(`HTTP/1.0 200 OK\r\n\r\n${body}`);
      });
    });
    const answer = await askDocker(engine.path, 10_000);
    const found = answer.known ? (parseDockerContainers(answer.value)?.containers ?? []) : [];
    expect([found.length, found.filter(({ restarts }) => restarts === 1).length]).toEqual([200, 64]);
    expect({ asked, isOrderly: atOnce <= 9 }).toEqual({ asked: 65, isOrderly: true });
    [count, asked] = [14_000, 0];
    expect(await refused(engine.path, 10_000)).toMatchObject({ why: /bytes of containers are too many/ });
    expect(asked).toBe(1);
  });

  test("has its time as a whole: silence and byte by byte are the same", async () => {
    await using silent = await socketServer(() => undefined);
    expect(await refused(silent.path, 60)).toEqual({
      kind: "silent",
      why: `docker does not answer on ${silent.path}: no answer within 60 ms`,
    });
    await using slow = await socketServer((socket) => {
      const timer = setInterval(() => socket.write("H"), 5);
      socket.on("close", () => clearInterval(timer));
    });
    expect(await refused(slow.path, 60)).toMatchObject({ kind: "silent" });
  });

  test("is gone, refused or closed: each is told apart", async () => {
    expect(await refused("/nonexistent/docker.sock")).toMatchObject({ kind: "gone" });
    const left = await socketServer(() => undefined);
    execFileSync("cp", ["-a", left.path, `${left.path}.left`]);
    expect(await refused(`${left.path}.left`)).toMatchObject({
      kind: "gone",
      why: expect.stringContaining("ECONNREFUSED"),
    });
    await left[Symbol.asyncDispose]();
    const denied = Object.assign(new Error("connect EACCES /run/docker.sock"), { code: "EACCES" });
    const wrapped = new KraneError("KRANE_RPC_FAILED", "call", { cause: denied });
    for (const error of [denied, wrapped]) {
      const answer = daemonRefusal("docker", "/run/docker.sock", error);
      expect(answer.known ? "" : refusalOf(answer)).toBe("denied");
    }
    await using closing = await socketServer((socket) => socket.destroy());
    expect(await refused(closing.path)).toMatchObject({ kind: "unseen" });
  });

  test("tells more than the helper can pass on: none of it is taken", () => {
    expect(told("x".repeat(130_000)).known).toBe(true);
    expect(told('"'.repeat(70_000)).known).toBe(false);
  });
});

const why = whyNot("/usr/sbin/dockerd", "/usr/bin/docker-compose");
const COMPOSE = `version: "2.4"
services:
  nova-compute: { image: "${IMAGE}", network_mode: host, restart: always, entrypoint: [/bin/sleep, "3600"] }
  paused: { image: "${IMAGE}", network_mode: host, entrypoint: [/bin/sleep, "3600"] }
  killed: { image: "${IMAGE}", network_mode: host, entrypoint: [/bin/sleep, "3600"] }
  flapper: { image: "${IMAGE}", network_mode: host, restart: always, entrypoint: [/bin/sh, -c, "sleep 0.2; exit 3"] }
`;

/** docker-compose in a project of its own. */
function compose({ socket, folder }: { readonly socket: string; readonly folder: string }, project: string) {
  const directory = join(folder, project);
  mkdirSync(directory);
  writeFileSync(join(directory, "docker-compose.yml"), COMPOSE);
  const env = { PATH: process.env.PATH, DOCKER_HOST: `unix://${socket}`, HOME: folder };
  return (...args: readonly string[]) =>
    execFileSync("/usr/bin/docker-compose", args, { cwd: directory, env, stdio: "pipe" }).toString();
}

describe(`a real dockerd with docker-compose${why === undefined ? "" : ` (skipped: ${why})`}`, () => {
  test.skipIf(why !== undefined)(
    "tells every state, and what it does not tell is unknown",
    { timeout: 120_000 },
    async ({ skip }) => {
      const running = await started(startDocker);
      if (typeof running === "string") return skip(running);
      await using docker = running;
      const nova = compose(docker, "nova");
      nova("up", "-d");
      nova("pause", "paused");
      nova("kill", "killed");
      compose(docker, "other")("up", "--no-start", "nova-compute");
      const states = async () => {
        const answer = await askDocker(docker.socket);
        if (!answer.known) throw new Error(answer.why);
        const found = parseDockerContainers(answer.value)?.containers ?? [];
        return new Map(found.map((one) => [`${one.project}/${one.service}`, one]));
      };
      const flapping = await eventually(async () => {
        const found = await states();
        return (found.get("nova/flapper")?.restarts ?? 0) >= 2 ? found : undefined;
      });
      expect(flapping.get("nova/nova-compute")).toMatchObject({ state: "running", isUnhealthy: false });
      expect(flapping.get("nova/paused")).toMatchObject({ state: "paused" });
      expect(flapping.get("nova/killed")).toMatchObject({ state: "exited", exitCode: 137 });
      expect(flapping.get("other/nova-compute")).toMatchObject({ state: "created" });
      expect(nova("ps", "flapper")).toMatch(/Up|Restarting/);
      nova("kill", "nova-compute");
      nova("rm", "-f", "nova-compute");
      expect([...(await states()).keys()].sort()).toEqual([
        "nova/flapper",
        "nova/killed",
        "nova/paused",
        "other/nova-compute",
      ]);
      await docker.freeze();
      expect(await refused(docker.socket, 300)).toMatchObject({ kind: "silent" });
    },
  );
});
