/** One member of an archive; `path` is relative, without a slash at its end. */
export interface TarEntry {
  readonly path: string;
  readonly type: "file" | "directory" | "link";
  readonly mode: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
  readonly body?: Uint8Array;
  readonly target?: string;
}

const BLOCK = 512;
const FLAGS = { file: "0", directory: "5", link: "2", pax: "x" } as const;
/** Two blocks of zeros end an archive (POSIX pax, "ustar Interchange Format"). */
export const TAR_END: Uint8Array = new Uint8Array(2 * BLOCK);

interface Header extends Omit<TarEntry, "type"> {
  readonly type: keyof typeof FLAGS;
}

function header({ path, type, mode, mtime, body, target = "" }: Header): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, digits: number) =>
    block.write(Math.max(0, Math.trunc(value)).toString(8).padStart(digits, "0"), at, digits, "latin1");
  block.write(path, 0, 100);
  octal(mode, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(body?.length ?? 0, 124, 11);
  octal(mtime, 136, 11);
  block.fill(" ", 148, 156);
  block.write(FLAGS[type], 156);
  block.write(target, 157, 100);
  block.write("ustar\u000000", 257, "latin1");
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    6,
  );
  block.write("\u0000 ", 154, "latin1");
  return block;
}

function padded(body: Uint8Array): readonly Uint8Array[] {
  return [body, new Uint8Array((BLOCK - (body.length % BLOCK)) % BLOCK)];
}

/** "30 path=..." whose number counts the whole record, itself included. */
function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  const digits = String(rest + String(rest).length).length;
  return `${rest + digits} ${key}=${value}\n`;
}

/**
 * The blocks of one member, ustar with pax records where a name or a target does not fit: sysfs paths of PCI bridges do not. Written here,
 * as the format is these lines, and the packages for it bring more code or packages with them than a program run as root should have.
 */
export function tarBlocks(entry: TarEntry): readonly Uint8Array[] {
  const long: string[] = [];
  if (Buffer.byteLength(entry.path) > 100) long.push(paxRecord("path", entry.path));
  if (Buffer.byteLength(entry.target ?? "") > 100) long.push(paxRecord("linkpath", entry.target ?? ""));
  const records = Buffer.from(long.join(""));
  const pax = header({ path: "pax", type: "pax", mode: 0o644, mtime: entry.mtime, body: records });
  const body = entry.body === undefined ? [] : padded(entry.body);
  return [...(long.length === 0 ? [] : [pax, ...padded(records)]), header(entry), ...body];
}
