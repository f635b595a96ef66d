/** One file of a crash dump, as pstore or systemd-pstore keeps it. */
export interface DumpFile {
  readonly path: string;
  readonly text: string;
  /** Last change, ms since the epoch: pstore gives its files the time of the crash. */
  readonly modifiedAt: number;
}

/** The end of a former boot's kernel log, put together of its parts. */
export interface CrashDump {
  /** The file with the newest lines. */
  readonly path: string;
  /** When it was written, ms since the epoch. */
  readonly at: number;
  /** What pstore says it was written for: "Panic", "Oops". */
  readonly why: string;
  readonly parts: number;
  /** The lines in the order in which the kernel printed them, without the heads of the parts. */
  readonly text: string;
}

interface Part extends DumpFile {
  readonly id: bigint;
  readonly why: string;
  readonly number: number;
  readonly part: number;
  /** Known where the name of the file tells when, else the file's last change says it. */
  readonly second: number | undefined;
}

/** "Panic#1 Part1", the first line of each part (fs/pstore/platform.c, pstore_dump()). */
const HEAD = /^(\w{3,16})#(\d{1,9}) Part(\d{1,9})$/;

/** dmesg-efi-154950231501001: (second * 100 + part) * 1000 + count (drivers/firmware/efi/efi-pstore.c, generic_id()). */
const EFI = /\/dmesg-efi(?:_pstore)?-(\d{15,18})$/;
const NUMBER = /-(\d{1,20})$/;

/** systemd-pstore keeps EFI dumps in a folder that is named after their second: /var/lib/systemd/pstore/1549502315/001/dmesg.txt. */
const FOLDER = /\/(\d{10})\/(?:\d{3}\/)?[^/]{1,255}$/;

/** Parts of one dump are written within moments; the same number of another boot was not. */
const ONE_DUMP_MS = 60_000;

/** Names of the files that hold a part, or all parts, of a kernel's last lines. */
export function isDumpName(name: string): boolean {
  return /^dmesg-[a-z_]{2,32}-\d{1,20}$/.test(name);
}

/** Whether a path is that of a crash dump, one of its parts or all of it. */
export function isDumpPath(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return isDumpName(name) || name === "dmesg.txt";
}

function secondOf(path: string): number | undefined {
  const id = EFI.exec(path)?.[1];
  if (id !== undefined) return Number(BigInt(id) / 100_000n);
  const folder = FOLDER.exec(path)?.[1];
  return folder === undefined ? undefined : Number(folder);
}

/** The parts in one file: systemd-pstore's dmesg.txt holds all of a dump. */
function partsOf(file: DumpFile): Part[] {
  const id = BigInt(NUMBER.exec(file.path)?.[1] ?? 0);
  const common = { path: file.path, modifiedAt: file.modifiedAt, id, second: secondOf(file.path) };
  const parts: (Omit<Part, "text"> & { readonly lines: string[] })[] = [];
  for (const line of file.text.split("\n")) {
    const head = HEAD.exec(line);
    if (head !== null) {
      const [, why = "", number, part] = head;
      parts.push({ ...common, why, number: Number(number), part: Number(part), lines: [] });
    } else if (parts.length === 0) parts.push({ ...common, why: "Unknown", number: 0, part: 1, lines: [line] });
    else parts.at(-1)?.lines.push(line);
  }
  return parts.map(({ lines, ...part }) => ({ ...part, text: lines.join("\n").replace(/\n*$/, "\n") }));
}

function belongs(group: readonly Part[], { why, number, part, second, modifiedAt }: Part): boolean {
  const [first] = group;
  return (
    first !== undefined &&
    first.why === why &&
    first.number === number &&
    first.second === second &&
    Math.abs(first.modifiedAt - modifiedAt) <= ONE_DUMP_MS &&
    !group.some((other) => other.part === part)
  );
}

function byId(a: Part, b: Part): number {
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

function joined(group: readonly Part[]): CrashDump {
  // Part 1 is the end: a dump is written from the newest lines back.
  const inOrder = group.toSorted((a, b) => b.part - a.part);
  const [newest] = inOrder.slice(-1);
  if (newest === undefined) throw new Error("a dump has at least one part");
  const at = newest.second === undefined ? newest.modifiedAt : newest.second * 1000;
  const text = inOrder.map((part) => part.text).join("");
  return { path: newest.path, at, why: newest.why, parts: group.length, text };
}

/** Puts the files of dumps together, whatever their order; the oldest dump comes first. */
export function joinDumps(files: readonly DumpFile[]): readonly CrashDump[] {
  const groups: Part[][] = [];
  for (const part of files.flatMap(partsOf).toSorted(byId)) {
    const group = groups.findLast((candidate) => belongs(candidate, part));
    if (group === undefined) groups.push([part]);
    else group.push(part);
  }
  return groups.map(joined).toSorted((a, b) => a.at - b.at);
}

/** When the kernel started that wrote the dump, ms since the epoch: its last line was printed at the time of the dump. */
export function bootOfDump({ at, text }: CrashDump): number | undefined {
  const times = [...text.matchAll(/^(?:<\d{1,3}>)?\[ *(\d{1,10}\.\d{6})\]/gm)];
  const last = times.at(-1)?.[1];
  return last === undefined ? undefined : at - Number(last) * 1000;
}
