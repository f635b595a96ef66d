import { execFileSync, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { askChrony } from "../../src/host/chrony.ts";
import { parseTracking } from "../../src/parse/boot/chrony.ts";
import { eventually } from "../support/eventually.ts";
import { temporaryFolder } from "../support/folder.ts";

const CHRONYD = "/usr/sbin/chronyd";
/** chronyd drops its rights or refuses to start without root. */
const canRun = existsSync(CHRONYD) && process.geteuid?.() === 0;

/** Somebody on a port of its own, who answers each datagram with what `reply` makes of it. */
async function daemon(reply: (request: Buffer, port: number) => readonly Uint8Array[]) {
  const socket = createSocket("udp4");
  socket.on("message", (request, { port }) => {
    for (const bytes of reply(request, port)) socket.send(bytes, port, "127.0.0.1");
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return { port: socket.address().port, [Symbol.dispose]: () => void socket.close() };
}

function answer(request: Buffer, sequence: number): Buffer {
  const bytes = Buffer.alloc(104);
  bytes.writeUInt8(6, 0);
  bytes.writeUInt8(2, 1);
  bytes.writeUInt16BE(request.readUInt16BE(4), 4);
  bytes.writeUInt16BE(5, 6);
  bytes.writeUInt32BE(sequence, 16);
  return bytes;
}

/** A real chronyd with a port of its own, which leaves the machine's clock alone (-x). */
async function realDaemon() {
  const folder = temporaryFolder();
  const free = await daemon(() => []);
  const { port } = free;
  free[Symbol.dispose]();
  const conf = join(folder.path, "chrony.conf");
  const lines = ["port 0", "local stratum 8", `cmdport ${port}`, "bindcmdaddress 127.0.0.1", "bindcmdaddress /"];
  writeFileSync(conf, `${[...lines, `pidfile ${join(folder.path, "pid")}`].join("\n")}\n`);
  const child = spawn(CHRONYD, ["-x", "-d", "-u", "root", "-f", conf], { stdio: "ignore" });
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      folder[Symbol.dispose]();
    },
  };
}

describe("asking chronyd", () => {
  test("sends one padded request and takes the reply to it, of several", async () => {
    const requests: Buffer[] = [];
    using fake = await daemon((request) => {
      requests.push(request);
      return [Buffer.alloc(3), answer(request, 8), answer(request, 9)];
    });
    const got = await askChrony({ port: fake.port, sequence: 9 });
    expect(got.known && Buffer.from(got.value).readUInt32BE(16)).toBe(9);
    expect(requests.map(({ length }) => length)).toEqual([104]);
  });

  test("does not wait for one that is silent", async () => {
    using fake = await daemon(() => []);
    expect(await askChrony({ port: fake.port, sequence: 1 }, 30)).toEqual({
      known: false,
      why: `chronyd does not answer on 127.0.0.1:${fake.port}: no answer within 30 ms`,
    });
  });

  test("is told at once that nobody listens", async () => {
    const gone = await daemon(() => []);
    gone[Symbol.dispose]();
    const got = await askChrony({ port: gone.port, sequence: 1 }, 10_000);
    expect(got.known ? "" : got.why).toMatch(/ECONNREFUSED/);
  });

  test("takes nothing from any other port", async () => {
    const stranger = createSocket("udp4");
    using fake = await daemon((request, port) => {
      stranger.send(answer(request, 4), port, "127.0.0.1");
      return [];
    });
    expect((await askChrony({ port: fake.port, sequence: 4 }, 60)).known).toBe(false);
    stranger.close();
  });

  test.skipIf(!canRun)("gets what a real chronyd says (skipped without chronyd or root)", async () => {
    await using real = await realDaemon();
    const ask = async () => {
      const got = await askChrony({ port: real.port, sequence: 77 });
      return got.known ? parseTracking(got.value) : got.why;
    };
    const said = await eventually(async () => {
      const read = await ask();
      return typeof read !== "string" && read.stratum === 8 ? read : undefined;
    });
    expect(said).toMatchObject({ reference: 0x7f7f0101, leap: 0 });
    const printed = execFileSync("chronyc", ["-h", "127.0.0.1", "-p", String(real.port), "-c", "tracking"]).toString();
    const [reference, , stratum] = printed.split(",");
    expect([reference, stratum]).toEqual(["7F7F0101", "8"]);
  });
});
