import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from "node:fs";
import type { Readable } from "node:stream";
import { KraneError } from "../core/index.ts";
import { looksBinary } from "./looks-binary.ts";

/** A log that is read once, from its beginning to its end. */
export interface LogInput {
  /** As the user named it; "-" is standard input. */
  readonly path: string;
  /** Reads on into the memory given; 0 at the end. Throws KRANE_SCAN_INPUT, naming the log, where it cannot. */
  read(into: Uint8Array): number | Promise<number>;
  close(): void;
  /** Bytes of the file itself that were read so far: of a gzip, fewer than were handed over. */
  place(): number;
}

type Read = (into: Uint8Array) => number | Promise<number>;

/** What files that are not text begin with, and how to make text of them. */
const SIGNATURES: readonly { readonly bytes: readonly number[]; readonly what: string }[] = [
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a], what: "is compressed by xz: xzcat it and scan -" },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], what: "is compressed by zstd: zstdcat it and scan -" },
  { bytes: [0x42, 0x5a, 0x68], what: "is compressed by bzip2: bzcat it and scan -" },
  {
    bytes: [0x4c, 0x50, 0x4b, 0x53, 0x48, 0x48, 0x52, 0x48],
    what: "is a journal: journalctl -o json --file it and scan -",
  },
];
const LONGEST_SIGNATURE = 8;
const GZIP: readonly number[] = [0x1f, 0x8b];

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

function failure(path: string, what: string, cause?: unknown): KraneError {
  return new KraneError("KRANE_SCAN_INPUT", `${path}: ${what}`, cause === undefined ? {} : { cause });
}

/** Looks at the beginning before it gives it out, and unpacks gzip; what was inside is looked at as well. */
async function opened(path: string, source: Read, isUnpacked = false): Promise<Read> {
  const head = await beginning(source);
  const known = SIGNATURES.find(({ bytes }) => startsWith(head, bytes));
  if (known !== undefined) throw failure(path, known.what);
  const whole = prepended(head, source);
  const isGzip = startsWith(head, GZIP);
  if (isGzip && isUnpacked) throw failure(path, "is compressed by gzip twice: zcat it once and scan -");
  if (isGzip) return opened(path, await unpacked(path, whole), true);
  if (looksBinary(head)) throw failure(path, "is binary, not a text log");
  return whole;
}

/** As much as one read gives, and at least as much as tells what it is: a pipe may give a log byte by byte. */
async function beginning(source: Read): Promise<Uint8Array> {
  const first = new Uint8Array(65_536);
  let length = 0;
  while (length < LONGEST_SIGNATURE) {
    const count = await source(first.subarray(length));
    if (count === 0) break;
    length += count;
  }
  return first.subarray(0, length);
}

function prepended(head: Uint8Array, rest: Read): Read {
  let left = head;
  return (into) => {
    if (left.length === 0) return rest(into);
    const piece = left.subarray(0, into.length);
    into.set(piece);
    left = left.subarray(piece.length);
    return piece.length;
  };
}

async function* pieces(source: Read): AsyncGenerator<Uint8Array> {
  for (;;) {
    const piece = new Uint8Array(65_536);
    const length = await source(piece);
    if (length === 0) return;
    yield piece.subarray(0, length);
  }
}

/** Gives a stream's bytes piece by piece; holds one piece at most. */
function fromStream(path: string, stream: Readable): Read {
  const iterator = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let left: Uint8Array = new Uint8Array();
  return async (into) => {
    try {
      while (left.length === 0) {
        const next = await iterator.next();
        if (next.done === true) return 0;
        left = next.value;
      }
    } catch (cause) {
      throw failure(path, "ends in the middle or is damaged; what came before was read", cause);
    }
    const piece = left.subarray(0, into.length);
    into.set(piece);
    left = left.subarray(piece.length);
    return piece.length;
  };
}

async function unpacked(path: string, source: Read): Promise<Read> {
  const [{ createGunzip }, { Readable, pipeline }] = await Promise.all([import("node:zlib"), import("node:stream")]);
  const gunzip = createGunzip();
  // Errors arrive at the reader of gunzip; the callback only keeps them from being thrown twice.
  pipeline(Readable.from(pieces(source), { objectMode: false }), gunzip, () => undefined);
  return fromStream(path, gunzip);
}

/** Why a log cannot be read from what `stat` is of; undefined where it can. */
function refusal(stat: Stats): string | undefined {
  if (stat.isDirectory()) return "is a directory: name the files in it";
  return stat.isFile() || stat.isFIFO() ? undefined : "is a device, not a log";
}

function openFile(path: string): number {
  try {
    // O_NONBLOCK: a FIFO without a writer must not hang the open.
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const refused = refusal(fstatSync(fd));
    if (refused === undefined) return fd;
    closeSync(fd);
    throw failure(path, refused);
  } catch (cause) {
    if (cause instanceof KraneError) throw cause;
    throw failure(path, "cannot be opened", cause);
  }
}

/** Opens standard input; Node makes an empty stream of a directory there. */
async function openStdin(stdin: Readable): Promise<LogInput> {
  const path = "-";
  if (stdin === process.stdin && fstatSync(0).isDirectory())
    throw failure(path, "is a directory: name the files in it");
  const { read, place } = counted(fromStream(path, stdin));
  return { path, read: await opened(path, read), close: () => stdin.destroy(), place };
}

/** Opens a file, plain or gzip; or standard input for "-". */
export async function openLogInput(path: string, stdin: Readable = process.stdin): Promise<LogInput> {
  if (path === "-") return openStdin(stdin);
  const fd = openFile(path);
  const { read: uncounted, close } = fstatSync(fd).isFile() ? fileInput(path, fd) : await pipeInput(path, fd);
  const { read, place } = counted(uncounted);
  try {
    return { path, read: await opened(path, read), close, place };
  } catch (error) {
    close();
    throw error;
  }
}

function counted(source: Read): { readonly read: Read; readonly place: () => number } {
  let bytes = 0;
  const add = (count: number) => {
    bytes += count;
    return count;
  };
  const read: Read = (into) => {
    const count = source(into);
    return typeof count === "number" ? add(count) : count.then(add);
  };
  return { read, place: () => bytes };
}

function fileInput(path: string, fd: number): Pick<LogInput, "read" | "close"> {
  const read = (into: Uint8Array): number => {
    try {
      return readSync(fd, into);
    } catch (cause) {
      throw failure(path, "cannot be read", cause);
    }
  };
  return { read, close: () => closeSync(fd) };
}

/** A pipe with a name, such as the shell's <(zcat x): read through the event loop, for its writer may be slow. Owns the descriptor. */
async function pipeInput(path: string, fd: number): Promise<Pick<LogInput, "read" | "close">> {
  const { Socket } = await import("node:net");
  const socket = new Socket({ fd, readable: true, writable: false });
  return { read: fromStream(path, socket), close: () => socket.destroy() };
}
