import { execFileSync } from "node:child_process";
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";

/** Bytes that are no text, with lines, numbers and quotes among them; the same in every run. */
export const GARBAGE: Buffer = Buffer.from(
  Array.from({ length: 4096 }, (_, index) => (index % 61 === 60 ? 10 : (index * 167 + (index >> 3) * 29) % 256)),
);

/** Ways to spoil what lies at a path; each makes one thing there, where nothing is any more. */
export const DAMAGE = {
  directory: (path: string) => mkdirSync(path),
  loop: (path: string) => symlinkSync(path.slice(path.lastIndexOf("/") + 1), path),
  fifo: (path: string) => execFileSync("mkfifo", [path]),
  unreadable: (path: string) => writeFileSync(`${path}.__errno`, "13\n"),
  broken: (path: string) => writeFileSync(`${path}.__errno`, "5\n"),
  /** With the rights of a program, which a check may look for without reading it. */
  sparse(path: string) {
    const fd = openSync(path, "w", 0o755);
    ftruncateSync(fd, 1024 ** 3);
    closeSync(fd);
  },
  garbage: (path: string) => writeFileSync(path, GARBAGE),
} as const satisfies Record<string, (path: string) => unknown>;

export type DamageKind = keyof typeof DAMAGE;

/** Puts something else in the place of what lies at `real`, until the returned value is disposed of. */
export function replaced(real: string, put: (path: string) => unknown): Disposable {
  const kept = `${real}.kept-by-test`;
  renameSync(real, kept);
  put(real);
  return {
    [Symbol.dispose]() {
      rmSync(real, { recursive: true, force: true });
      rmSync(`${real}.__errno`, { force: true });
      renameSync(kept, real);
    },
  };
}

/** The first `share` (0 to 1) of a file's bytes. */
export function truncated(share: number): (path: string) => void {
  return (path) => {
    const bytes = readFileSync(`${path}.kept-by-test`);
    writeFileSync(path, bytes.subarray(0, Math.floor(bytes.length * share)));
  };
}
