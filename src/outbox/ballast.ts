import { randomFillSync } from "node:crypto";
import { existsSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface BallastOptions {
  readonly bytes: number;
  /** Free room of the disk from which on the ballast is taken again. */
  readonly room: number;
}

/** Room that is held back for the day when others fill the disk: without it not even a DELETE passes then. */
export interface Ballast {
  /** Frees the room; false where it was free already. */
  release(): boolean;
  /** Takes the room again once the disk has plenty. */
  restore(): void;
}

export function ballastIn(directory: string, { bytes, room }: BallastOptions): Ballast {
  const path = join(directory, "ballast");
  let held = existsSync(path) && statSync(path).size === bytes;
  return {
    release() {
      const had = held;
      rmSync(path, { force: true });
      held = false;
      return had;
    },
    restore() {
      if (held) return;
      const { bavail, bsize } = statfsSync(directory);
      if (bavail * bsize < room + bytes) return;
      // Random, so that no file system compresses it away.
      writeFileSync(path, randomFillSync(new Uint8Array(bytes)), { mode: 0o600 });
      held = true;
    },
  };
}
