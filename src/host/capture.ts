import { lstatSync, type Stats } from "node:fs";
import { constants } from "node:os";
import { explainError, type Host } from "../core/index.ts";
import { closedWhy, redacted } from "../parse/secrets.ts";
import { keepAnswers, keepRing, QUESTIONS } from "./capture-extra.ts";
import { capturePaths, extraPaths } from "./capture-paths.ts";
import { type CaptureLimits, CaptureTree } from "./capture-tree.ts";
import { Deadline, LATE } from "./deadline.ts";
import { deviceLine } from "./device-line.ts";
import { errnoOf, isTooLarge, systemCode } from "./errno.ts";
import { EXTRA } from "./extra.ts";
import { type Asked, type Looked, recorded } from "./recording.ts";
import { trace } from "./trace.ts";

export interface CaptureOptions {
  readonly host: Host;
  /** Real path of the captured tree that is captured again; "" for the live machine. */
  readonly root: string;
  /** Looks at everything that has to be in the tree: runs all checks. */
  readonly look: (host: Host) => Promise<unknown>;
  readonly limits: CaptureLimits;
  readonly signal: AbortSignal;
}

/** Of the whole time, so that a check that hangs leaves some for the rest. */
const TIME_FOR_CHECKS = 0.6;
const AT_ONCE = 16;
const { ENODATA, ENXIO, ETIMEDOUT, EIO } = constants.errno;
/** Without these a file of sysfs only takes commands. */
const READABLE = 0o444;
const DMESG = "/var/log/dmesg";

/** One capture at work. */
class Capture {
  readonly tree: CaptureTree;
  readonly #options: CaptureOptions;
  readonly #devices = new Set<string>();
  readonly #time: Deadline;

  constructor(options: CaptureOptions) {
    this.#options = options;
    this.tree = new CaptureTree(options.limits);
    this.#time = new Deadline(options.limits.ms, options.signal);
  }

  async #keepAll(paths: AsyncIterable<string>, looked: ReadonlyMap<string, Looked>): Promise<void> {
    let batch: Promise<void>[] = [];
    for await (const path of paths) {
      if (this.#time.over || this.tree.full) return;
      if (!looked.has(path)) batch.push(this.#keep(path));
      if (batch.length < AT_ONCE) continue;
      await Promise.all(batch);
      batch = [];
    }
    await Promise.all(batch);
  }

  /** Keeps what `path` names, and every link on the way to it. */
  async #keep(path: string, looked?: Looked): Promise<void> {
    const { links, end } = trace(this.#options.root, path);
    for (const link of links) this.tree.add(link.path, { type: "link", target: link.target });
    if (end === undefined) return this.#keepAbsent(path, looked);
    if (end.stats.isDirectory()) return this.#keepDirectory(end.path, looked);
    if (end.stats.isFile()) return this.#keepFile(end.path, end.stats, looked);
    this.#keepSpecial(end.path, end.stats);
  }

  /** Nothing there for this look; where a check's own look failed, the failure is what there was. */
  #keepAbsent(path: string, looked: Looked | undefined): void {
    if (looked?.failed === undefined || errnoOf(looked.failed) === undefined) return;
    const slash = path.lastIndexOf("/");
    const parent = trace(this.#options.root, path.slice(0, slash)).end?.path ?? path.slice(0, slash);
    this.#fail(`${parent === "/" ? "" : parent}${path.slice(slash)}`, looked.failed);
  }

  #keepDirectory(path: string, looked: Looked | undefined): void {
    const failure = looked?.names === undefined ? looked?.failed : undefined;
    const errno = failure === undefined ? undefined : errnoOf(failure);
    if (errno !== undefined && errno !== constants.errno.EISDIR) this.#fail(path, failure);
    else this.tree.add(path, { type: "directory" });
  }

  #keepSpecial(path: string, stats: Stats): void {
    const line = deviceLine(path, stats);
    if (line === undefined) this.tree.omit(path, ENXIO);
    else this.#devices.add(line);
  }

  async #keepFile(path: string, stats: Stats, looked: Looked | undefined): Promise<void> {
    if (this.tree.knows(path)) return;
    if (looked === undefined && (stats.mode & READABLE) === 0) return;
    const closed = closedWhy(path);
    if (closed !== undefined) {
      this.tree.remark("left out", path, closed);
      return this.tree.omit(path, ENODATA);
    }
    try {
      const body = await this.#contents(path, looked);
      if (body === LATE) return this.#late(path);
      this.#addFile(path, stats, body);
    } catch (error) {
      this.#fail(path, error);
    }
  }

  #addFile(path: string, stats: Stats, bytes: Buffer): void {
    const text = bytes.toString("utf8");
    const found = redacted(path, text);
    if (found === undefined) {
      this.tree.remark("left out", path, "it holds a private key");
      this.tree.omit(path, ENODATA);
      return;
    }
    if (found.text !== text)
      this.tree.remark("redacted", path, found.count === 0 ? "names and numbers only" : `${found.count} values`);
    const body = found.text === text ? bytes : Buffer.from(found.text);
    this.tree.add(path, { type: "file", body, mode: (stats.mode & 0o777) | 0o600, mtimeMs: stats.mtimeMs });
  }

  /** As the check read it; else as it is now. */
  async #contents(path: string, looked: Looked | undefined): Promise<Buffer | typeof LATE> {
    if (looked?.text !== undefined) return Buffer.from(looked.text);
    if (looked !== undefined && looked.pending > 0) return LATE;
    if (looked?.failed !== undefined && !isTooLarge(looked.failed)) throw looked.failed;
    return this.#time.intime(this.#readNow(path));
  }

  /** One byte beyond the bound tells a reader of the tree, too, that it is not all. */
  async #readNow(path: string): Promise<Buffer> {
    const { host, limits } = this.#options;
    const first = Buffer.from((await host.readAt(path, 0, limits.fileBytes)) ?? []);
    if (first.length < limits.fileBytes) return first;
    const more = Buffer.from((await host.readAt(path, limits.fileBytes, 1)) ?? []);
    if (more.length > 0) this.tree.remark("cut", path, `more than ${limits.fileBytes} bytes`);
    return Buffer.concat([first, more]);
  }

  #late(path: string): void {
    this.tree.remark("cut", path, "no answer in time");
    this.tree.omit(path, ETIMEDOUT);
  }

  #fail(path: string, error: unknown): void {
    this.tree.remark("unreadable", path, systemCode(error) ?? explainError(error));
    this.tree.omit(path, errnoOf(error) ?? EIO);
  }

  /** Every name that a check saw in a directory is there again, whether what it names was kept or not. */
  #keepNames(path: string, names: readonly string[]): void {
    const { root } = this.#options;
    const directory = trace(root, path).end?.path;
    if (directory === undefined) return;
    for (const name of names) {
      const child = `${directory === "/" ? "" : directory}/${name}`;
      if (this.tree.knows(child)) continue;
      if (this.tree.full || this.#time.over) return;
      this.#keepName(child, lstatSync(`${root}${child}`, { throwIfNoEntry: false }));
    }
  }

  #keepName(path: string, stats: Stats | undefined): void {
    if (stats?.isSymbolicLink() === true) {
      const link = trace(this.#options.root, path).links[0];
      if (link !== undefined) this.tree.add(path, { type: "link", target: link.target });
    } else if (stats?.isDirectory() === true) this.tree.add(path, { type: "directory" });
    else if (stats === undefined || stats.isFile()) this.tree.omit(path, ENODATA);
    else this.#keepSpecial(path, stats);
  }

  /** Ubuntu's file of this boot, where the probe could tell its lines by it and the ring no longer does. */
  async #keepBootFile(asked: readonly Asked[]): Promise<void> {
    if (!asked.some(({ verb, answer }) => verb === "boot-log" && answer.known)) return;
    await this.#keep(DMESG);
    const file = this.tree.entries.get(DMESG);
    if (file?.type === "file") this.tree.addAlways(EXTRA.dmesg, file.body);
  }

  async run(): Promise<CaptureTree> {
    const { host, root, look, limits } = this.#options;
    const recording = recorded(host);
    await this.#time.intime(look(recording.host), limits.ms * TIME_FOR_CHECKS);
    if (root !== "") await this.#keepAll(extraPaths(host), new Map());
    for (const { verb, args } of QUESTIONS) await this.#time.intime(recording.host.probe(verb, args));
    for (const [path, looked] of recording.looked) {
      if (!this.#time.over) await this.#keep(path, looked);
    }
    keepAnswers(this.tree, recording.asked);
    if (root === "" && keepRing(this.tree)) await this.#keepBootFile(recording.asked);
    await this.#keepAll(capturePaths(host), recording.looked);
    for (const [path, { names }] of recording.looked) this.#keepNames(path, names ?? []);
    if (root === "" || this.#devices.size > 0) this.tree.addAlways(EXTRA.nodes, [...this.#devices].sort().join(""));
    if (this.#time.over) this.tree.remark("cut", "/", `more than ${limits.ms / 1000} s`);
    return this.tree;
  }
}

/** Captures a host: what the checks look at now, and what a later version may want; secrets stay where they are. */
export function captureHost(options: CaptureOptions): Promise<CaptureTree> {
  return new Capture(options).run();
}
