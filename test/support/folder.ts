import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Folder extends Disposable {
  readonly path: string;
}

/** A folder of its own for one test, removed when it is disposed of. */
export function temporaryFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), "krane-test-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
