import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import { type Chunk, errorCode, KraneError, type Loss } from "../core/index.ts";
import { type FileCursor, formatFileCursor, type HeadPrint } from "./file-cursor.ts";
import { cutAt, LINE_BYTES, restOfLine, wholeLines } from "./whole-lines.ts";

const HEAD_BYTES = 1024;

type Place = Pick<FileCursor, "offset" | "inside" | "head">;
const NEWLINE = 0x0a;

/** Room behind what is read for the newline that ends a cut or unfinished line. */
const SPARE = 1;

/** One file of a log, by descriptor: a rename does not touch it, and its inode cannot be used again while it is open. */
export class OpenLog {
  readonly path: string;
  readonly dev: string;
  readonly ino: string;
  #fd: number;
  #offset = 0;
  #inside = false;
  #skipped = 0;
  #head: HeadPrint = { length: 0, crc: 0 };
  /** Size and last change when it was last read to its end; empty where there may be more. */
  #seen = "";

  private constructor(path: string, fd: number, dev: string, ino: string) {
    this.path = path;
    this.#fd = fd;
    this.dev = dev;
    this.ino = ino;
  }

  /** Undefined where there is no such file. */
  static open(path: string): OpenLog | undefined {
    let fd: number;
    try {
      fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    } catch (cause) {
      if (errorCode(cause) === "ENOENT" || errorCode(cause) === "ENOTDIR") return undefined;
      throw new KraneError("KRANE_SOURCE_OPEN", `open ${path}: needs group adm, or CAP_DAC_READ_SEARCH`, { cause });
    }
    const stat = fstatSync(fd, { bigint: true });
    if (stat.isFile()) return new OpenLog(path, fd, String(stat.dev), String(stat.ino));
    closeSync(fd);
    throw new KraneError("KRANE_SOURCE_OPEN", `open ${path}: is not a file`);
  }

  get mtime(): bigint {
    return fstatSync(this.#fd, { bigint: true }).mtimeNs;
  }

  size(): number {
    return fstatSync(this.#fd).size;
  }

  /** Bytes that were not handed over yet. */
  left(): number {
    return Math.max(0, this.size() - this.#offset);
  }

  /** Whether it was written since the last read; an unfinished last line is looked at once only. */
  changed(): boolean {
    return this.#look() !== this.#seen;
  }

  /** Whether this is the file that `cursor` was in. Device numbers may change over a reboot: then the first 1024 bytes decide. */
  matches(cursor: FileCursor): boolean {
    if (this.ino !== cursor.ino) return false;
    if (this.dev !== cursor.dev && cursor.head.length < HEAD_BYTES) return false;
    return this.#startsWith(cursor.head);
  }

  /** Whether all that was read of the file of `place` stands at the beginning of this one: then it is a copy of that. */
  isCopyOf({ head, offset }: Place): boolean {
    return head.length > 0 && this.size() >= offset && this.#startsWith(head);
  }

  /** How far it was read. */
  place(): Place {
    return { offset: this.#offset, inside: this.#inside, head: this.#head };
  }

  resume(cursor: Place): void {
    this.#offset = cursor.offset;
    this.#inside = cursor.inside;
    this.#head = cursor.head;
  }

  rewind(): void {
    this.#offset = 0;
    this.#inside = false;
    this.#head = { length: 0, crc: 0 };
    this.#seen = "";
  }

  /** To behind the last whole line. */
  skipToEnd(buffer: Uint8Array): void {
    const size = this.size();
    const from = Math.max(0, size - LINE_BYTES);
    const length = this.#read(buffer.subarray(0, LINE_BYTES), from);
    const newline = buffer.subarray(0, length).lastIndexOf(NEWLINE);
    this.#offset = newline < 0 ? size : from + newline + 1;
    this.#inside = newline < 0 && size > 0;
  }

  /** Whether the file was cut off, or written anew, below what was read of it. */
  cutOff(): boolean {
    return this.size() < this.#offset || !this.#startsWith(this.#head);
  }

  cursor(): string {
    if (this.#head.length < HEAD_BYTES && this.#offset > this.#head.length) this.#head = this.#printOf(this.#offset);
    const { size, mtimeNs } = fstatSync(this.#fd, { bigint: true });
    const place = { dev: this.dev, ino: this.ino, offset: this.#offset, inside: this.#inside, head: this.#head };
    return formatFileCursor({ ...place, size: Number(size), mtime: String(mtimeNs) });
  }

  chunk(bytes: Uint8Array, lost?: Loss): Chunk {
    return { bytes, cursor: this.cursor(), ...(lost && { lost }) };
  }

  /** The next whole lines; undefined where there are none yet. */
  next(buffer: Uint8Array): Chunk | undefined {
    const seen = this.#look();
    const length = this.#read(buffer.subarray(0, buffer.length - SPARE), this.#offset);
    this.#seen = length < buffer.length - SPARE ? seen : "";
    if (length === 0) return undefined;
    if (this.#inside) return this.#skipRest(buffer, length);
    const { end, long } = wholeLines(buffer, length);
    if (end > 0) {
      this.#offset += end;
      if (long) this.#seen = "";
      return this.chunk(buffer.subarray(0, end));
    }
    return long ? this.#cutLine(buffer) : undefined;
  }

  /** What is left of a file that nobody writes any more: a last line without its newline. */
  last(buffer: Uint8Array): Chunk | undefined {
    const length = this.#inside ? 0 : this.#read(buffer.subarray(0, LINE_BYTES), this.#offset);
    if (length === 0) return undefined;
    buffer[length] = NEWLINE;
    this.#offset += length;
    return this.chunk(buffer.subarray(0, length + 1));
  }

  close(): void {
    if (this.#fd >= 0) closeSync(this.#fd);
    this.#fd = -1;
  }

  #cutLine(buffer: Uint8Array): Chunk {
    const end = cutAt(buffer);
    buffer[end] = NEWLINE;
    this.#offset += end;
    this.#inside = true;
    this.#skipped = 0;
    this.#seen = "";
    return this.chunk(buffer.subarray(0, end + 1), { why: "long-line" });
  }

  #skipRest(buffer: Uint8Array, length: number): Chunk {
    const { skip, ended } = restOfLine(buffer, length);
    this.#offset += skip;
    this.#skipped += skip;
    this.#inside = !ended;
    this.#seen = "";
    const bytes = buffer.subarray(0, 0);
    return ended ? this.chunk(bytes, { why: "long-line", bytes: this.#skipped }) : this.chunk(bytes);
  }

  #read(into: Uint8Array, position: number): number {
    try {
      return readSync(this.#fd, into, 0, into.length, position);
    } catch (cause) {
      throw new KraneError("KRANE_SOURCE_READ", `read ${this.path} at ${position}`, { cause });
    }
  }

  #startsWith(head: HeadPrint): boolean {
    const print = this.#printOf(head.length);
    return print.length === head.length && print.crc === head.crc;
  }

  #look(): string {
    const { size, mtimeNs } = fstatSync(this.#fd, { bigint: true });
    return `${size}.${mtimeNs}`;
  }

  #printOf(offset: number): HeadPrint {
    const head = new Uint8Array(Math.min(offset, HEAD_BYTES));
    const length = head.length === 0 ? 0 : this.#read(head, 0);
    return { length, crc: crc32(head.subarray(0, length)) };
  }
}
