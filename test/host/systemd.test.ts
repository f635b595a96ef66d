import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { askProperties, askSystemdOn } from "../../src/host/systemd.ts";
import { decodeMessage, encodeCall, messageSize } from "../../src/parse/unit/dbus.ts";
import { eventually } from "../support/eventually.ts";
import { temporaryFolder } from "../support/folder.ts";

const DAEMON = "/usr/bin/dbus-daemon";
/** A service of systemd's that needs no systemd: its properties come by the same library (sd-bus) as the manager's. */
const TIMEDATED = "/lib/systemd/systemd-timedated";
const canRun = existsSync(DAEMON) && existsSync(TIMEDATED) && process.geteuid?.() === 0;

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function padded(bytes: Buffer, to = 8): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((to - (bytes.length % to)) % to)]);
}

const string = (text: string) => Buffer.concat([uint32(text.length), Buffer.from(`${text}\0`)]);
const signature = (text: string) => Buffer.from([text.length, ...Buffer.from(text), 0]);

/** A message as the specification's tables have it, put together by hand: the fields of a reply or an error and a body. */
function message(type: number, replyTo: number, body: Buffer, types: string, errorName?: string): Buffer {
  const field = (code: number, kind: string, value: Buffer) =>
    padded(Buffer.concat([Buffer.from([code]), signature(kind), value]));
  // The value of the reply serial begins at a multiple of 4: code, length, "u", 0.
  const fields = Buffer.concat([
    field(5, "u", uint32(replyTo)),
    ...(errorName === undefined ? [] : [field(4, "s", string(errorName))]),
    field(7, "s", string(":1.7")),
    Buffer.concat([Buffer.from([8]), signature("g"), signature(types)]),
  ]);
  const head = Buffer.concat([Buffer.from([0x6c, type, 1, 1]), uint32(body.length), uint32(99), uint32(fields.length)]);
  return Buffer.concat([padded(Buffer.concat([head, fields])), body]);
}

/** signature "v": its type, then the value at its own place. */
function variant(value: string | number | bigint): Buffer {
  if (typeof value === "string") return Buffer.concat([padded(signature("s"), 4), string(value)]);
  if (typeof value === "number") return Buffer.concat([padded(signature("u"), 4), uint32(value)]);
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return Buffer.concat([padded(signature("t"), 8), bytes]);
}

const DOCKER: Readonly<Record<string, string | number | bigint>> = {
  LoadState: "loaded",
  ActiveState: "activating",
  SubState: "auto-restart",
  UnitFileState: "enabled",
  ActiveEnterTimestamp: 1_795_260_000_000_000n,
  Result: "exit-code",
  NRestarts: 37,
  ExecMainStatus: 1,
};

type Answers = (property: string, serial: number) => Buffer | undefined;

/** Somebody on a unix socket who greets as D-Bus does and answers each call for a property. */
async function peer(answer: Answers, greeting = "OK 0123456789abcdef0123456789abcdef\r\n") {
  const folder = temporaryFolder();
  const path = join(folder.path, "private");
  const heard: string[] = [];
  const serve = async (socket: Socket): Promise<void> => {
    let bytes = Buffer.alloc(0);
    let isGreeted = false;
    const take = (size: number): Buffer => {
      const taken = bytes.subarray(0, size);
      bytes = bytes.subarray(size);
      return taken;
    };
    const greet = (): void => {
      for (let end = bytes.indexOf("\r\n"); !isGreeted && end >= 0; end = bytes.indexOf("\r\n")) {
        const line = take(end + 2)
          .toString("latin1")
          .trimEnd();
        heard.push(line);
        isGreeted = line === "BEGIN";
        if (!isGreeted) socket.write(greeting);
      }
    };
    const reply = (): void => {
      for (let size = messageSize(bytes); typeof size === "number" && size <= bytes.length; size = messageSize(bytes)) {
        const call = take(size);
        const property = /([A-Za-z]+)\0$/.exec(call.toString("latin1"))?.[1] ?? "";
        socket.write(answer(property, call.readUInt32LE(8)) ?? "");
      }
    };
    for await (const chunk of socket) {
      bytes = Buffer.concat([bytes, chunk]);
      if (!isGreeted) greet();
      if (isGreeted) reply();
    }
  };
  const server = createServer((socket) => void serve(socket).catch(() => undefined));
  server.listen(path);
  await once(server, "listening");
  return {
    path,
    heard,
    [Symbol.dispose]() {
      server.close();
      folder[Symbol.dispose]();
    },
  };
}

const told: Answers = (property, serial) => {
  const value = DOCKER[property];
  return value === undefined ? undefined : message(2, serial, variant(value), "v");
};

function ask(path: string, timeoutMs = 1000) {
  return askSystemdOn({ path, isBus: false }, ["docker.service"], timeoutMs);
}

describe("asking systemd over D-Bus", () => {
  test("greets as who it is, and gets a unit's properties", async () => {
    using systemd = await peer(told);
    expect(await ask(systemd.path)).toEqual({
      known: true,
      value: [
        {
          name: "docker.service",
          load: "loaded",
          active: "activating",
          sub: "auto-restart",
          enabled: "enabled",
          result: "exit-code",
          restarts: 37,
          exitStatus: 1,
          activeSince: 1_795_260_000_000,
        },
      ],
    });
    const uid = Buffer.from(String(process.geteuid?.())).toString("hex");
    expect(systemd.heard).toEqual([`\0AUTH EXTERNAL ${uid}`, "BEGIN"]);
  });

  test("does without a property that this systemd does not have", async () => {
    const name = "org.freedesktop.DBus.Error.UnknownProperty";
    using systemd = await peer((property, serial) =>
      property === "NRestarts" ? message(3, serial, string("Unknown property"), "s", name) : told(property, serial),
    );
    const said = await ask(systemd.path);
    expect(said).toMatchObject({ known: true, value: [{ active: "activating" }] });
    expect(said.known && said.value[0] && "restarts" in said.value[0]).toBe(false);
  });

  test("asks a unit that is not there for nothing but its states", async () => {
    const asked: string[] = [];
    const gone: Readonly<Record<string, string>> = {
      LoadState: "not-found",
      ActiveState: "inactive",
      SubState: "dead",
    };
    using systemd = await peer((property, serial) => {
      asked.push(property);
      return message(2, serial, variant(gone[property] ?? ""), "v");
    });
    expect(await ask(systemd.path)).toEqual({
      known: true,
      value: [{ name: "docker.service", load: "not-found", active: "inactive", sub: "dead" }],
    });
    expect(asked).toEqual(["LoadState", "ActiveState", "SubState"]);
  });

  test("takes a refusal for a lack of rights", async () => {
    const name = "org.freedesktop.DBus.Error.AccessDenied";
    using systemd = await peer((_, serial) => message(3, serial, string("no"), "s", name));
    expect(await ask(systemd.path)).toMatchObject({ known: false, denied: true });
    using stranger = await peer(told, "REJECTED EXTERNAL\r\n");
    expect(await ask(stranger.path)).toMatchObject({ known: false, denied: true });
  });

  test("does not wait for one that is silent, before the greeting or behind it", async () => {
    using frozen = await peer(() => undefined);
    const started = performance.now();
    expect(await ask(frozen.path, 50)).toEqual({
      known: false,
      why: `systemd does not answer on ${frozen.path}: no answer within 50 ms`,
    });
    using mute = await peer(told, "");
    expect((await ask(mute.path, 50)).known).toBe(false);
    expect(performance.now() - started).toBeLessThan(1000);
    expect(await ask("/nowhere/private")).toMatchObject({ known: false });
  });

  test.each([
    ["a message of 4 GB", Buffer.from("6c02000100ffffff0100000000000000", "hex")],
    ["no D-Bus", Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")],
    ["fields that are cut", Buffer.from("6c0200010000000001000000ff00000005017500", "hex")],
    ["messages without an end", Buffer.concat(Array.from({ length: 20_000 }, () => message(4, 1, string("x"), "s")))],
  ])("ends with an error at %s", async (_, bytes) => {
    using hostile = await peer(() => bytes);
    expect(await ask(hostile.path, 500)).toMatchObject({ known: false });
  });

  test("no bytes make it throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        messageSize(bytes);
        decodeMessage(bytes);
        const [head, tail] = [encodeCall({ ...CALL, args: ["a"] }).subarray(0, 16), bytes];
        decodeMessage(Buffer.concat([head, tail]));
      }),
    );
  });
});

const CALL = {
  serial: 7,
  destination: "org.freedesktop.timedate1",
  path: "/org/freedesktop/timedate1",
  interface: "org.freedesktop.DBus.Properties",
  member: "Get",
} as const;

async function ended(child: ChildProcess): Promise<void> {
  child.kill();
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

/** A bus of its own, and one of systemd's services on it. No systemd is started. */
async function realBus() {
  const folder = temporaryFolder();
  const path = join(folder.path, "bus");
  const conf = join(folder.path, "bus.conf");
  const policy = '<allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/>';
  writeFileSync(
    conf,
    `<busconfig><type>custom</type><listen>unix:path=${path}</listen><auth>EXTERNAL</auth><policy context="default">${policy}</policy></busconfig>`,
  );
  const bus = spawn(DAEMON, [`--config-file=${conf}`, "--nofork", "--nopidfile"], { stdio: "ignore" });
  await eventually(async () => existsSync(path) || undefined);
  const env = { DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${path}` };
  const service = spawn(TIMEDATED, [], { stdio: "ignore", env });
  return {
    path,
    async [Symbol.asyncDispose]() {
      await ended(service);
      await ended(bus);
      folder[Symbol.dispose]();
    },
  };
}

describe.skipIf(!canRun)("a real dbus-daemon (skipped without it, systemd's services or root)", () => {
  test("greets it, and gets variants of a string, a flag and a 64 bit number from sd-bus", async () => {
    await using real = await realBus();
    const questions = ["Timezone", "LocalRTC", "TimeUSec"].map((property, index) => ({
      unit: "timedate",
      property: property as never,
      call: { ...CALL, serial: 10 + index, args: [CALL.destination, property] },
    }));
    const said = await eventually(async () => {
      const answer = await askProperties({ path: real.path, isBus: true }, { first: questions }, 500);
      return answer.known ? answer.value : undefined;
    });
    const [zone, flag, time] = questions.map(({ property }) => said.get("timedate")?.get(property));
    expect([typeof zone, typeof flag]).toEqual(["string", "boolean"]);
    expect(Math.abs(Number(time) / 1000 - Date.now())).toBeLessThan(60_000);
  });

  test("systemd itself is not there: not known, and not down", async () => {
    await using real = await realBus();
    const answer = await askSystemdOn({ path: real.path, isBus: true }, ["docker.service"], 500);
    expect(answer.known ? "" : answer.why).toMatch(/NameHasNoOwner|ServiceUnknown/);
  });
});
