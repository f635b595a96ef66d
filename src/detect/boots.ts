import { defined, type LogFormat } from "../core/index.ts";
import { firstTime } from "../parse/log/first-time.ts";
import { parseMixedLine, sniffFormat } from "../parse/log/log-line.ts";
import { lineChunks } from "./line-chunks.ts";
import type { ScanInput } from "./log-scan.ts";
import type { ScanBuffer } from "./scan-buffer.ts";

/** The first line of a boot in one log. */
export interface BootLine {
  /** Bytes of the log's text before it. */
  readonly offset: number;
  /** ms since the epoch; absent where the log has no wall clock. */
  readonly at?: number;
}

/** Where a log passes from one boot to the next. */
export interface LogBoots {
  readonly lines: readonly BootLine[];
  /** Time of the first record; absent where the log has no wall clock. */
  readonly begins?: number;
}

/** The kernel's first words at each boot (init/main.c, linux_banner). */
const BANNER = "Linux version ";
const BOOT_ID = '"_BOOT_ID":"';
const ID_LENGTH = 32;
/** A line of journalctl -o json that is longer holds no time that could be found. */
const LINE_BYTES = 65_536;

interface Piece {
  readonly bytes: Buffer;
  /** Bytes of the text before the piece. */
  readonly before: number;
  readonly format: LogFormat;
}

function lineAt({ bytes }: Piece, at: number): { readonly start: number; readonly text: string } {
  const start = bytes.lastIndexOf(10, at) + 1;
  const end = bytes.indexOf(10, at);
  return { start, text: bytes.toString("utf8", start, Math.min(end < 0 ? bytes.length : end, start + LINE_BYTES)) };
}

function bootLine(piece: Piece, start: number, at: number | undefined): BootLine {
  return defined({ offset: piece.before + start, at });
}

function* banners(piece: Piece): Generator<BootLine> {
  const { bytes, format } = piece;
  for (let at = bytes.indexOf(BANNER); at >= 0; at = bytes.indexOf(BANNER, at + 1)) {
    const { start, text } = lineAt(piece, at);
    const record = parseMixedLine(text, format, { now: Date.now() });
    if (record?.from === "kernel" && record.body.startsWith(BANNER)) yield bootLine(piece, start, record.timestamp);
  }
}

/** The journal gives each boot a name, whether or not the kernel's part was exported. */
function* journalBoots(piece: Piece, known: { id: string | undefined }): Generator<BootLine> {
  const { bytes } = piece;
  for (let at = bytes.indexOf(BOOT_ID); at >= 0; at = bytes.indexOf(BOOT_ID, at + 1)) {
    const id = bytes.toString("latin1", at + BOOT_ID.length, at + BOOT_ID.length + ID_LENGTH);
    const isFirst = known.id === undefined;
    if (id === known.id) continue;
    known.id = id;
    const { start, text } = lineAt(piece, at);
    // What stands before the first change of the name began somewhere ahead of the log.
    if (!isFirst) yield bootLine(piece, start, parseMixedLine(text, "journal", { now: Date.now() })?.timestamp);
  }
}

interface Looked {
  readonly format: LogFormat;
  readonly begins: number | undefined;
}

function lookAt(beginning: string, format: LogFormat | "auto"): Looked {
  const known = format === "auto" ? sniffFormat(beginning) : format;
  return { format: known, begins: firstTime(beginning, known, Date.now()) };
}

/** Reads a log once for its boots, and closes it. */
export async function findBoots(input: ScanInput, buffer: ScanBuffer): Promise<LogBoots> {
  const lines: BootLine[] = [];
  const known = { id: undefined };
  let looked: Looked | undefined;
  let read = 0;
  try {
    for await (const { from, end, bytes: count, cut } of lineChunks(buffer, (into) => input.read(into))) {
      const bytes = buffer.bytes.subarray(from, end);
      looked ??= lookAt(bytes.toString("utf8", 0, LINE_BYTES), input.format);
      read += count;
      const piece = { bytes, format: looked.format, before: read - bytes.length };
      if (!cut) lines.push(...(looked.format === "journal" ? journalBoots(piece, known) : banners(piece)));
    }
  } finally {
    input.close();
  }
  return defined({ lines, begins: looked?.begins });
}
