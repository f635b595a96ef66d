import { readdirSync } from "node:fs";

/** A module of a detector folder: its file and its default export, which nothing has looked at yet. */
export interface FolderEntry {
  readonly file: string;
  readonly detector: unknown;
}

export type FolderName = "checks" | "rules" | "runbooks";

/** All modules of one detector folder. In a bundle, scripts/bundle.ts makes each folder a chunk of its own with the same files. */
export async function folder(name: FolderName): Promise<readonly FolderEntry[]> {
  const url = new URL(`../${name}/`, import.meta.url);
  const files = readdirSync(url).filter((file) => file.endsWith(".ts"));
  const load = async (file: string) => ({ file, detector: (await import(new URL(file, url).href)).default as unknown });
  return Promise.all(files.sort().map(load));
}
