import type { Chunk, Source } from "../core/index.ts";
import { type KmsgReader, type OpenKmsg, openKmsg } from "./kmsg-device.ts";
import { type KmsgPosition, kmsgPosition, sequenceOf } from "./kmsg-position.ts";
import { breathe, pause } from "./pause.ts";

const CHUNK_BYTES = 256 * 1024;

/** Larger than any record so far: a kernel prints at most 8 KiB of one (CONSOLE_EXT_LOG_MAX, later PRINTK_MESSAGE_MAX). */
const RECORD_BYTES = 16 * 1024;

/** Records between two turns of the event loop: about 2 ms. */
const RECORDS_PER_TURN = 2048;

export interface KmsgOptions {
  /** Identity of this boot, see readBootId. */
  readonly bootId: string;
  /** `bootId:sequence` of the last record that is done with. */
  readonly cursor?: string;
  /** Without a cursor, tells how many records of this boot are gone already. */
  readonly wholeBoot?: boolean;
  readonly path?: string;
  readonly open?: OpenKmsg;
  /** How often to look, while nothing comes. */
  readonly everyMs?: number;
}

interface Batch {
  readonly chunk: Chunk | undefined;
  readonly drained: boolean;
}

/** Room for a record, kept free at the end of the buffer; grows when the kernel says a record did not fit. */
interface Room {
  buffer: Uint8Array;
  record: number;
}

function grow(room: Room): void {
  room.record *= 2;
  if (room.record > room.buffer.length / 4) room.buffer = new Uint8Array(room.record * 4);
}

/** Reads records until there are none, the buffer is full or the event loop needs its turn. */
function readBatch(reader: KmsgReader, position: KmsgPosition, room: Room): Batch {
  const { buffer } = room;
  let length = 0;
  let drained = false;
  for (let records = 0; records < RECORDS_PER_TURN && length + room.record <= buffer.length; records++) {
    const got = reader.read(buffer.subarray(length));
    if (got === "empty") {
      position.drained();
      drained = true;
      break;
    }
    if (typeof got === "string") position.blame(got);
    else if (position.accept(sequenceOf(buffer.subarray(length, length + got)))) length += got;
    if (got === "oversize") {
      grow(room);
      break;
    }
  }
  if (length === 0) return { chunk: undefined, drained };
  const lost = position.takeLoss();
  const bytes = buffer.subarray(0, length);
  return { chunk: { bytes, cursor: position.cursor(), ...(lost && { lost }) }, drained };
}

async function* read(options: KmsgOptions, signal: AbortSignal): AsyncGenerator<Chunk> {
  const { path = "/dev/kmsg", open = openKmsg, everyMs = 200 } = options;
  const position = kmsgPosition(options.bootId, options.cursor, options.wholeBoot);
  const room: Room = { buffer: new Uint8Array(CHUNK_BYTES), record: RECORD_BYTES };
  const reader = open(path);
  try {
    while (!signal.aborted) {
      const { chunk, drained } = readBatch(reader, position, room);
      if (chunk !== undefined) yield chunk;
      await (drained ? pause(everyMs, signal) : breathe());
    }
  } finally {
    reader.close();
  }
}

/**
 * The kernel's ring buffer, record by record as the kernel wrote it, with its sequence numbers: the only log in which a loss can be
 * counted. A record keeps its continuation lines (" SUBSYSTEM=pci"), which start with a blank.
 */
export function kmsgSource(options: KmsgOptions): Source {
  return { id: "kmsg", format: "kmsg", chunks: (signal) => read(options, signal) };
}
