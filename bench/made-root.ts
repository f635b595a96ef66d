import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** How many parts a made-up host has. */
export interface RootSize {
  readonly cpus: number;
  readonly taps: number;
  readonly disks: number;
  readonly nvmes: number;
  readonly pci: number;
  readonly groups: number;
  readonly dimms: number;
  readonly mounts: number;
}

/** A tree in the layout of a captured host. */
export class MadeRoot {
  readonly path: string = mkdtempSync(join(tmpdir(), "krane-big-"));

  bytes(path: string, content: string | Uint8Array): void {
    const real = join(this.path, path);
    mkdirSync(dirname(real), { recursive: true });
    writeFileSync(real, content);
  }

  file(path: string, text: string | number): void {
    this.bytes(path, `${text}\n`);
  }

  files(folder: string, texts: Readonly<Record<string, string | number>>): void {
    for (const [name, text] of Object.entries(texts)) this.file(`${folder}/${name}`, text);
  }

  program(path: string, text: string): void {
    this.file(path, text);
    chmodSync(join(this.path, path), 0o755);
  }

  link(path: string, target: string): void {
    const real = join(this.path, path);
    mkdirSync(dirname(real), { recursive: true });
    symlinkSync(target, real);
  }
}

export function times(count: number, make: (index: number) => void): void {
  for (let index = 0; index < count; index++) make(index);
}
