import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A file of a fixture host, or a symbolic link of it. */
export interface FixtureFile {
  readonly path: string;
  readonly content?: string | Uint8Array;
  readonly target?: string;
  readonly isExecutable?: boolean;
}

const FILE = /^-- (\/\S+)(?: -> (\S+)| (hex|exec))? --$/;

function parseFile(heading: RegExpExecArray, lines: readonly string[]): FixtureFile {
  const [, path = "", target, kind] = heading;
  if (target !== undefined) return { path, target };
  const content = lines.map((line) => `${line}\n`).join("");
  if (kind === "exec") return { path, content, isExecutable: true };
  return { path, content: kind === undefined ? content : Buffer.from(content.replace(/\s/g, ""), "hex") };
}

/** The files of one case of test/fixtures/checks/<id>.txtar: "-- /path --", "-- /path hex --" or "-- /path exec --" and what follows up to the next heading. */
export function parseFiles(body: string): readonly FixtureFile[] {
  const found: { readonly heading: RegExpExecArray; readonly content: string[] }[] = [];
  for (const line of body.replace(/\n$/, "").split("\n")) {
    const heading = FILE.exec(line);
    if (heading === null && /^-- .* --$/.test(line)) throw new Error(`fixture line not understood: ${line}`);
    if (heading === null) found.at(-1)?.content.push(line);
    else found.push({ heading, content: [] });
  }
  return found.map(({ heading, content }) => parseFile(heading, content));
}

/** Lays a fixture host out, "-- /path/ --" as an empty directory, in a folder of its own, which is removed when the returned value is disposed of. */
export function layOut(files: readonly FixtureFile[]): Disposable & { readonly root: string } {
  const root = mkdtempSync(join(tmpdir(), "krane-host-"));
  for (const { path, content, target, isExecutable } of files) {
    const real = join(root, path);
    if (path.endsWith("/")) {
      mkdirSync(real, { recursive: true });
      continue;
    }
    mkdirSync(dirname(real), { recursive: true });
    if (target === undefined) writeFileSync(real, content ?? "", { mode: isExecutable === true ? 0o755 : 0o644 });
    else symlinkSync(target, real);
  }
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}
