import { readdirSync } from "node:fs";

/** A module of a detector folder: its file and its default export, which nothing has looked at yet. */
export interface FolderEntry {
  readonly file: string;
  readonly detector: unknown;
}

export type Folders = Readonly<Record<"checks" | "rules" | "runbooks", readonly FolderEntry[]>>;

async function folder(name: string): Promise<FolderEntry[]> {
  const url = new URL(`../${name}/`, import.meta.url);
  const files = readdirSync(url).filter((file) => file.endsWith(".ts"));
  const load = async (file: string) => ({ file, detector: (await import(new URL(file, url).href)).default as unknown });
  return Promise.all(files.sort().map(load));
}

/** All modules of the detector folders. In a bundle, scripts/bundle.ts puts static imports of the same files here. */
export async function folders(): Promise<Folders> {
  const [checks, rules, runbooks] = await Promise.all([folder("checks"), folder("rules"), folder("runbooks")]);
  return { checks, rules, runbooks };
}
