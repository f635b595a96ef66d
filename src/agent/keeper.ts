import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Attributes, CheckResult, Host, Kept, Log } from "../core/index.ts";
import { errorCode, explainError } from "../core/index.ts";
import { BOOT_LOG, KEPT_FILE } from "../host/open.ts";
import { formatKept, parseKept } from "../parse/kept.ts";
import { readBootId } from "../sources/boot-id.ts";

/** Counters change with every look; the file need not follow each of them. */
const WRITE_MS = 10_000;

function readKept(path: string): Map<string, Kept> {
  try {
    return new Map(parseKept(readFileSync(path, "utf8")));
  } catch (error) {
    if (errorCode(error) === "ENOENT") return new Map();
    throw error;
  }
}

/** Readers see the old file or the new one, also after a crash. */
function replace(path: string, text: string): void {
  const fd = openSync(`${path}.new`, "w", 0o600);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(`${path}.new`, path);
}

/**
 * What checks want to know the next time they are asked, over restarts and boots, in one small file of the state directory that
 * `krane-agent check` reads, too: counters to compare with, the board's serial, and the boot's lines before the kernel's ring forgets them.
 */
export class Keeper {
  readonly #path: string;
  readonly #log: Log;
  readonly #bootId = readBootId();
  readonly #kept: Map<string, Kept>;
  #timer: NodeJS.Timeout | undefined;
  #failed = false;

  constructor(state: string, log: Log) {
    this.#path = join(state, KEPT_FILE);
    this.#log = log;
    this.#kept = readKept(this.#path);
  }

  keep(id: string, results: readonly CheckResult[]): void {
    const facts = results.flatMap(({ keep }) => (keep === undefined ? [] : [keep]));
    if (facts.length > 0) this.#put(id, Object.assign({}, ...facts));
  }

  /** The telling lines of this boot's kernel log, once a boot. */
  async keepBootLog(host: Host): Promise<void> {
    if (this.#kept.get(BOOT_LOG)?.bootId === this.#bootId) return;
    const lines = await host.probe("boot-log", {});
    if (lines.known) this.#put(BOOT_LOG, { lines: lines.value });
  }

  close(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#write();
  }

  #put(id: string, facts: Attributes): void {
    this.#kept.set(id, { bootId: this.#bootId, at: Date.now(), facts });
    this.#timer ??= setTimeout(() => this.#write(), WRITE_MS).unref();
  }

  #write(): void {
    this.#timer = undefined;
    try {
      replace(this.#path, formatKept(this.#kept));
      if (this.#failed) this.#log("notice", "what checks keep is written again", { file: this.#path });
      this.#failed = false;
    } catch (error) {
      if (!this.#failed) this.#log("warning", "what checks keep was not written", { error: explainError(error) });
      this.#failed = true;
    }
  }
}
