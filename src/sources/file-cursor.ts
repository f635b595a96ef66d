/** Crc of the first bytes of a file: tells a file from another one that got its inode number. Grows with the file. */
export interface HeadPrint {
  readonly length: number;
  readonly crc: number;
}

/** Which file was read last, and how far. Numbers of the file system are texts, since they can exceed 2^53. */
export interface FileCursor {
  readonly dev: string;
  readonly ino: string;
  /** Behind the last whole line. */
  readonly offset: number;
  /** The place is inside a line that was cut. */
  readonly inside: boolean;
  readonly head: HeadPrint;
  readonly size: number;
  /** Last change in ns: a rotated file that was changed later has not been read yet. */
  readonly mtime: string;
}

const FORM = /^f1:(\d{1,20}):(\d{1,20}):(\d{1,15}):([01]):(\d{1,4}):(\d{1,10}):(\d{1,15}):(\d{1,20})$/;

export function formatFileCursor(cursor: FileCursor): string {
  const { dev, ino, offset, inside, head, size, mtime } = cursor;
  return ["f1", dev, ino, offset, inside ? 1 : 0, head.length, head.crc, size, mtime].join(":");
}

/** Undefined where `text` is no cursor of a file. */
export function parseFileCursor(text: string): FileCursor | undefined {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const [, dev = "", ino = "", offset, inside, length, crc, size, mtime = ""] = match;
  return {
    dev,
    ino,
    offset: Number(offset),
    inside: inside === "1",
    head: { length: Number(length), crc: Number(crc) },
    size: Number(size),
    mtime,
  };
}
