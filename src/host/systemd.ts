import type { Socket } from "node:net";
import { type Answer, denied, errorCode, explainError, known, notKnown, type SystemdUnit } from "../core/index.ts";
import {
  type DbusCall,
  type DbusMessage,
  type DbusValue,
  decodeMessage,
  encodeCall,
  messageSize,
} from "../parse/unit/dbus.ts";
import {
  type AskedProperty,
  detailQuestions,
  stateQuestions,
  type UnitQuestion,
  unitOf,
} from "../parse/unit/systemd-unit.ts";

/** A socket on which systemd can be asked: its own, which takes root alone, or the bus, which asks for a greeting first. */
export interface SystemdSocket {
  readonly path: string;
  readonly isBus: boolean;
}

const PRIVATE: SystemdSocket = { path: "/run/systemd/private", isBus: false };
const BUS: SystemdSocket = { path: "/run/dbus/system_bus_socket", isBus: true };

/** The manager answers within milliseconds; one that is busy (daemon-reload) may take a second. */
const TIMEOUT_MS = 1500;
/** All that is read of one peer, whatever it sends. */
const TOTAL_BYTES = 1_048_576;
const LINE_BYTES = 1024;
/** A bus takes only so many open calls of one connection (dbus-daemon's max_replies_per_connection was 128). */
const OPEN_CALLS = 32;

const HELLO: DbusCall = {
  serial: 1,
  destination: "org.freedesktop.DBus",
  path: "/org/freedesktop/DBus",
  interface: "org.freedesktop.DBus",
  member: "Hello",
  args: [],
};

class Refused extends Error {}

/** What a peer sends, bounded, as lines and then as messages. */
class Incoming {
  readonly #chunks: AsyncIterator<Buffer>;
  #bytes: Buffer = Buffer.alloc(0);
  #total = 0;

  constructor(socket: Socket) {
    this.#chunks = socket[Symbol.asyncIterator]();
  }

  async #more(): Promise<void> {
    const next = await this.#chunks.next();
    if (next.done === true) throw new Error("closed without an answer");
    this.#total += next.value.length;
    if (this.#total > TOTAL_BYTES) throw new Error(`more than ${TOTAL_BYTES} bytes of answer`);
    this.#bytes = Buffer.concat([this.#bytes, next.value]);
  }

  #take(size: number): Buffer {
    const taken = this.#bytes.subarray(0, size);
    this.#bytes = this.#bytes.subarray(size);
    return taken;
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.#bytes.indexOf(10);
      if (end >= 0)
        return this.#take(end + 1)
          .toString("latin1")
          .trimEnd();
      if (this.#bytes.length > LINE_BYTES) throw new Error("not a D-Bus greeting");
      await this.#more();
    }
  }

  async message(): Promise<DbusMessage> {
    for (;;) {
      const size = messageSize(this.#bytes);
      if (typeof size === "string") throw new Error(size);
      if (size === undefined || size > this.#bytes.length) await this.#more();
      else {
        const message = decodeMessage(this.#take(size));
        if (message === undefined) throw new Error("not a D-Bus message");
        return message;
      }
    }
  }
}

/** Says who asks; the kernel vouches for it (SO_PEERCRED). */
async function authenticate(socket: Socket, incoming: Incoming, uid: number): Promise<void> {
  socket.write(`\0AUTH EXTERNAL ${Buffer.from(String(uid)).toString("hex")}\r\n`);
  const answer = await incoming.line();
  if (answer.startsWith("REJECTED")) throw new Refused("user not accepted");
  if (!answer.startsWith("OK ")) throw new Error("not a D-Bus greeting");
  socket.write("BEGIN\r\n");
}

type Found = Map<string, Map<AskedProperty, DbusValue>>;

const REFUSED = "org.freedesktop.DBus.Error.AccessDenied";
/** The bus has nobody by that name, or could not reach him. */
const NOBODY = ["org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner"];

function keep(found: Found, { unit, property }: UnitQuestion, { value, type, errorName }: DbusMessage): void {
  if (type === "reply") {
    const properties = found.get(unit) ?? new Map<AskedProperty, DbusValue>();
    if (value !== undefined) properties.set(property, value);
    found.set(unit, properties);
    return;
  }
  // A property that this version does not have costs itself alone.
  if (errorName === REFUSED) throw new Refused(typeof value === "string" ? value : errorName);
  if (errorName !== undefined && NOBODY.includes(errorName)) throw new Error(errorName);
}

/** The other end of a conversation, and all that it said. */
interface Peer {
  readonly socket: Socket;
  readonly incoming: Incoming;
  readonly found: Found;
}

async function properties({ socket, incoming, found }: Peer, questions: readonly UnitQuestion[]): Promise<void> {
  const open = new Map<number, UnitQuestion>();
  const waiting = [...questions];
  const ask = (): void => {
    const next = waiting.shift();
    if (next === undefined) return;
    open.set(next.call.serial, next);
    socket.write(encodeCall(next.call));
  };
  socket.cork();
  for (let count = 0; count < OPEN_CALLS; count++) ask();
  socket.uncork();
  while (open.size > 0) {
    const message = await incoming.message();
    const question = message.replyTo === undefined ? undefined : open.get(message.replyTo);
    if (question === undefined) continue;
    open.delete(question.call.serial);
    keep(found, question, message);
    ask();
  }
}

/** What is asked at once, and what more by that which came. */
export interface Questions {
  readonly first: readonly UnitQuestion[];
  further?(found: Found): readonly UnitQuestion[];
}

async function converse(socket: Socket, isBus: boolean, { first, further }: Questions): Promise<Found> {
  const peer = { socket, incoming: new Incoming(socket), found: new Map() };
  await authenticate(socket, peer.incoming, process.geteuid?.() ?? 0);
  // The name that the bus gives comes among the replies, and nobody needs it.
  if (isBus) socket.write(encodeCall(HELLO));
  await properties(peer, first);
  await properties(peer, further?.(peer.found) ?? []);
  return peer.found;
}

function failed(path: string, error: unknown): Answer<never> {
  const why = `systemd does not answer on ${path}: ${explainError(error)}`;
  const isDenied = error instanceof Refused || ["EACCES", "EPERM"].includes(errorCode(error) ?? "");
  return isDenied ? denied(why) : notKnown(why);
}

/** Gets properties on one socket. `node:net` is loaded here only. The time is for the whole conversation. */
export async function askProperties(
  { path, isBus }: SystemdSocket,
  questions: Questions,
  timeoutMs: number,
): Promise<Answer<Found>> {
  const { connect } = await import("node:net");
  const socket = connect({ path });
  const timer = setTimeout(() => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  try {
    return known(await converse(socket, isBus, questions));
  } catch (error) {
    return failed(path, error);
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

/** The states of some units, of which some may be missing, as one socket tells them. */
export async function askSystemdOn(
  socket: SystemdSocket,
  units: readonly string[],
  timeoutMs = TIMEOUT_MS,
): Promise<Answer<readonly SystemdUnit[]>> {
  const first = stateQuestions(units, HELLO.serial + 1);
  const further = (states: Found) => detailQuestions(states, HELLO.serial + 1 + first.length);
  const found = await askProperties(socket, { first, further }, timeoutMs);
  if (!found.known) return found;
  return known(units.flatMap((name) => unitOf(name, found.value.get(name) ?? new Map()) ?? []));
}

/**
 * The states of some units from the manager itself. No small npm library is kept well enough: dbus-next (2021) and its forks bring an XML
 * parser and introspection, and none bounds what it reads; reading properties takes one kind of call.
 */
export async function askSystemd(units: readonly string[]): Promise<Answer<readonly SystemdUnit[]>> {
  if (process.geteuid?.() !== 0) return askSystemdOn(BUS, units);
  const direct = await askSystemdOn(PRIVATE, units, TIMEOUT_MS / 2);
  return direct.known ? direct : askSystemdOn(BUS, units, TIMEOUT_MS / 2);
}
