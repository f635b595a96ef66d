/** What a property of basic type holds: strings, numbers and booleans; a 64 bit number that is no safe integer is left out. */
export type DbusValue = string | number | boolean;

export interface DbusCall {
  /** Not 0; its reply names it. */
  readonly serial: number;
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  /** Arguments, all of them strings. */
  readonly args: readonly string[];
}

/** A message that came: a reply, an error, or something that nobody asked for (a signal). */
export interface DbusMessage {
  readonly type: "reply" | "error" | "other";
  readonly replyTo: number | undefined;
  /** Of an error: "org.freedesktop.DBus.Error.AccessDenied". */
  readonly errorName: string | undefined;
  /** Of a reply whose body is one basic value or a variant of one; an error's text. */
  readonly value: DbusValue | undefined;
}

/** Nothing that is asked for is as long; a peer that says more is not listened to. */
const DBUS_MESSAGE_BYTES = 65_536;

const LITTLE = 0x6c;
const BIG = 0x42;
const METHOD_CALL = 1;
/** The service is never started for a question. */
const NO_AUTO_START = 2;
const FIELD = { path: 1, interface: 2, member: 3, errorName: 4, replySerial: 5, destination: 6, signature: 8 } as const;
/** Byte order, type, flags, version, body length, serial, length of the fields. */
const FIXED = 16;

function aligned(at: number, to: number): number {
  return Math.ceil(at / to) * to;
}

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

/** Bytes of one message as they are put together, little-endian. */
class Writer {
  readonly #bytes: number[] = [];

  get length(): number {
    return this.#bytes.length;
  }

  pad(to: number): void {
    while (this.#bytes.length % to !== 0) this.#bytes.push(0);
  }

  byte(...values: readonly number[]): void {
    this.#bytes.push(...values);
  }

  uint32(value: number): void {
    this.pad(4);
    this.byte(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, (value >>> 24) & 0xff);
  }

  string(text: string): void {
    const bytes = ENCODER.encode(text);
    this.uint32(bytes.length);
    this.byte(...bytes, 0);
  }

  signature(text: string): void {
    const bytes = ENCODER.encode(text);
    this.byte(bytes.length, ...bytes, 0);
  }

  done(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

function fieldsOf(call: DbusCall): Uint8Array {
  const fields = new Writer();
  const add = (code: number, type: "o" | "s" | "g", value: string): void => {
    fields.pad(8);
    fields.byte(code);
    fields.signature(type);
    if (type === "g") fields.signature(value);
    else fields.string(value);
  };
  add(FIELD.path, "o", call.path);
  add(FIELD.interface, "s", call.interface);
  add(FIELD.member, "s", call.member);
  add(FIELD.destination, "s", call.destination);
  if (call.args.length > 0) add(FIELD.signature, "g", "s".repeat(call.args.length));
  return fields.done();
}

/** A method call as the D-Bus specification 0.43 lays it out ("Message Format"). */
export function encodeCall(call: DbusCall): Uint8Array {
  const body = new Writer();
  for (const argument of call.args) body.string(argument);
  const fields = fieldsOf(call);
  const message = new Writer();
  message.byte(LITTLE, METHOD_CALL, NO_AUTO_START, 1);
  message.uint32(body.length);
  message.uint32(call.serial);
  message.uint32(fields.length);
  message.byte(...fields);
  message.pad(8);
  message.byte(...body.done());
  return message.done();
}

/** Reads values of basic types; whatever does not fit is undefined, never thrown. */
class Reader {
  readonly #view: DataView;
  readonly #little: boolean;
  at: number;

  constructor(bytes: Uint8Array, at: number, little: boolean) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#little = little;
    this.at = at;
  }

  #room(size: number, alignment: number): number | undefined {
    const from = aligned(this.at, alignment);
    if (from + size > this.#view.byteLength) return undefined;
    this.at = from + size;
    return from;
  }

  byte(): number | undefined {
    const from = this.#room(1, 1);
    return from === undefined ? undefined : this.#view.getUint8(from);
  }

  uint32(): number | undefined {
    const from = this.#room(4, 4);
    return from === undefined ? undefined : this.#view.getUint32(from, this.#little);
  }

  int32(): number | undefined {
    const from = this.#room(4, 4);
    return from === undefined ? undefined : this.#view.getInt32(from, this.#little);
  }

  uint64(): number | undefined {
    const from = this.#room(8, 8);
    const value = from === undefined ? undefined : Number(this.#view.getBigUint64(from, this.#little));
    return Number.isSafeInteger(value) ? value : undefined;
  }

  #text(length: number | undefined): string | undefined {
    const from = length === undefined ? undefined : this.#room(length + 1, 1);
    if (from === undefined || length === undefined) return undefined;
    return DECODER.decode(new Uint8Array(this.#view.buffer, this.#view.byteOffset + from, length));
  }

  string(): string | undefined {
    return this.#text(this.uint32());
  }

  signature(): string | undefined {
    return this.#text(this.byte());
  }

  /** A value of `type`; a variant says its own. Nothing is opened within a variant within a variant. */
  value(type: string | undefined, isInner = false): DbusValue | undefined {
    if (type === "v" && !isInner) return this.value(this.signature(), true);
    if (type === "s" || type === "o") return this.string();
    if (type === "g") return this.signature();
    if (type === "u") return this.uint32();
    if (type === "i") return this.int32();
    if (type === "t") return this.uint64();
    const flag = type === "b" ? this.uint32() : undefined;
    return flag === undefined ? undefined : flag === 1;
  }
}

interface Fields {
  readonly values: ReadonlyMap<number, DbusValue>;
  readonly sound: boolean;
}

function readFields(bytes: Uint8Array, little: boolean, end: number): Fields {
  const reader = new Reader(bytes.subarray(0, end), FIXED, little);
  const values = new Map<number, DbusValue>();
  while (reader.at < end) {
    reader.at = aligned(reader.at, 8);
    const code = reader.byte();
    const value = reader.value(reader.signature());
    if (code === undefined || value === undefined) return { values, sound: false };
    values.set(code, value);
  }
  return { values, sound: true };
}

/** The size of the message that `bytes` begin with; undefined while too little of it came; a text where it is none. */
export function messageSize(bytes: Uint8Array): number | undefined | string {
  if (bytes.length < FIXED) return undefined;
  if ((bytes[0] !== LITTLE && bytes[0] !== BIG) || bytes[3] !== 1) return "not a D-Bus message";
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === LITTLE;
  const size = aligned(FIXED + view.getUint32(12, little), 8) + view.getUint32(4, little);
  return size > DBUS_MESSAGE_BYTES ? `a message of ${size} bytes` : size;
}

const TYPES: Readonly<Record<number, DbusMessage["type"]>> = { 2: "reply", 3: "error" };

function text(value: DbusValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** One whole message; undefined where its header is not one. */
export function decodeMessage(bytes: Uint8Array): DbusMessage | undefined {
  const little = bytes[0] === LITTLE;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < FIXED) return undefined;
  const end = FIXED + view.getUint32(12, little);
  if (end > bytes.length) return undefined;
  const { values, sound } = readFields(bytes, little, end);
  if (!sound) return undefined;
  const replyTo = values.get(FIELD.replySerial);
  const body = new Reader(bytes, aligned(end, 8), little);
  return {
    type: TYPES[bytes[1] ?? 0] ?? "other",
    replyTo: typeof replyTo === "number" ? replyTo : undefined,
    errorName: text(values.get(FIELD.errorName)),
    value: body.value(text(values.get(FIELD.signature))),
  };
}
