import { Earliest } from "../agent/earliest.ts";
import { LogWatch } from "../agent/log-watch.ts";
import { type Chunk, exitCode, field, type Loss, type Source } from "../core/index.ts";
import type { LogReader } from "../detect/log-reader.ts";
import { bootTime } from "../detect/log-scan.ts";
import { readBootId } from "../sources/boot-id.ts";
import { copiedLogSource } from "../sources/copied-log.ts";
import { kmsgSource } from "../sources/kmsg.ts";
import { logFileSource } from "../sources/log-file.ts";
import { pipeLogSource } from "../sources/pipe-log.ts";
import { isDumpFile } from "../sources/pstore.ts";
import { placeInSet } from "../sources/rotated.ts";
import { type Reader, type Teller, teller } from "./follow-text.ts";
import { outputLost } from "./output-lost.ts";
import type { Scan } from "./scan.ts";
import { type AskedLog, askedLogs, RING } from "./scan-inputs.ts";
import type { ScanOptions } from "./scan-options.ts";
import { untilEnded } from "./until-ended.ts";

/** Lines that belong together come together. */
const GATHER_MS = 50;
/** How often the silence of an open kernel report is looked at. */
const IDLE_MS = 200;
/** A timer takes no more than 24 days; the times of a log may be any. */
const LONGEST_MS = 60_000;

/** What nobody writes to any more is read once, before the others are followed. */
function isDone(path: string): boolean {
  return path.endsWith(".gz") || placeInSet(path).age !== placeInSet("log").age || isDumpFile(path);
}

interface Place {
  readonly cursor: string | undefined;
  /** Told when the log has come to its end. */
  readonly ended: () => void;
}

function sourceOf({ path, pipe }: AskedLog, { follow, format }: ScanOptions, { cursor, ended }: Place): Source {
  const resumed = { path, format, from: "start", ...(cursor !== undefined && { cursor }) } as const;
  if (path === RING) return kmsgSource({ bootId: readBootId() });
  if (pipe === true) return pipeLogSource({ path, format, ended });
  if (follow === "copytruncate") return copiedLogSource(resumed);
  return logFileSource({ id: path, ...resumed });
}

function lossText({ records, bytes, why }: Loss): string {
  if (records !== undefined) return `${records} records lost before they could be read (${why})`;
  const size = bytes === undefined ? "" : `, ${bytes} bytes`;
  return `a part of it was not read${size} (${why})`;
}

/** One log that is followed, with what the report says of it. */
interface Followed {
  readonly watch: LogWatch;
  readonly reader: LogReader;
  readonly bytes: () => number;
}

/** Follows logs and tells what they say, until the signal aborts or every log has come to its end. */
class Follower {
  readonly #scan: Scan;
  readonly #teller: Teller;
  readonly #ended = new AbortController();
  readonly #logs: Followed[] = [];
  readonly #timer = new Earliest(() => this.#turn());
  #open = 0;

  constructor(scan: Scan, teller: Teller) {
    this.#scan = scan;
    this.#teller = teller;
    scan.pass.onNews(() => this.#timer.plan(GATHER_MS));
  }

  async run(logs: readonly AskedLog[], options: ScanOptions, signal: AbortSignal): Promise<void> {
    this.#open = logs.length;
    for (const log of logs) this.#logs.push(this.#follow(log, options));
    this.#turn();
    const end = AbortSignal.any([signal, this.#ended.signal]);
    await Promise.all(this.#logs.map(({ watch }) => watch.run(end)));
    for (const { watch, reader, bytes } of this.#logs) {
      reader.end();
      const { records, error } = watch.progress();
      if (error !== undefined) this.#scan.fail();
      const { skipped, format = options.format } = reader;
      this.#scan.pass.wasRead({ path: watch.id, format, bytes: bytes(), records, skipped });
    }
    await this.#scan.pass.settle();
    this.#turn();
    this.#timer.close();
  }

  #follow(log: AskedLog, options: ScanOptions): Followed {
    const { pass, screen } = this.#scan;
    const { path } = log;
    let bytes = 0;
    const counted = (source: Source): Source => ({
      ...source,
      async *chunks(signal): AsyncGenerator<Chunk> {
        for await (const chunk of source.chunks(signal)) {
          bytes += chunk.bytes.length;
          yield chunk;
        }
      },
    });
    const bootId = path === RING ? { bootId: readBootId() } : {};
    const clock = () => ({ now: Date.now(), ...(path === RING && { bootTime: bootTime(), ...bootId }) });
    const reader = pass.reader({ path, format: path === RING ? "kmsg" : options.format, clock });
    const warn = (what: string) => screen.warn(`krane-agent scan: ${field(path)}: ${what}\n`);
    const watch = new LogWatch({
      id: path,
      open: (cursor) => counted(sourceOf(log, options, { cursor, ended: () => this.#logEnded() })),
      cursor: undefined,
      reader: () => reader,
      buffer: pass.buffer,
      log: () => undefined,
      read: () => this.#timer.plan(GATHER_MS),
      lost: (_, loss) => warn(lossText(loss)),
      blind: (_, error) => error !== undefined && warn(error),
    });
    return { watch, reader, bytes: () => bytes };
  }

  #logEnded(): void {
    this.#open--;
    if (this.#open === 0) this.#ended.abort();
  }

  /** Tells the news. By a clock that begins with this process: what an old log tells is not over because it is old. */
  #turn(): void {
    const { pass } = this.#scan;
    for (const { watch } of this.#logs) watch.idle(Date.now());
    for (const finding of pass.changes(performance.now())) this.#teller.tell(finding);
    if (this.#logs.some(({ watch }) => watch.busy)) this.#timer.plan(IDLE_MS);
    const dueAt = pass.dueAt();
    if (dueAt !== undefined) this.#timer.plan(Math.min(Math.max(GATHER_MS, dueAt - performance.now()), LONGEST_MS));
  }
}

/** `scan --follow`: reads what is there and goes on; gives the exit code when somebody ends it. */
export async function followLogs(options: ScanOptions, scan: Scan, reader: Reader): Promise<number> {
  // Node's stream tells when nobody reads any more, which ends it; writing at once would only give an error each time.
  const lost = outputLost(process.stdout);
  const end = untilEnded(lost);
  const { logs, notes } = await askedLogs(options);
  for (const note of notes) scan.note(note);
  const write = (text: string) => void process.stdout.write(text);
  const tell = teller({ ...reader, screen: { ...reader.screen, write } });
  await scan.read(logs.filter(({ path }) => isDone(path)));
  const live = logs.filter(({ path }) => !isDone(path));
  if (live.length > 0 && !end.aborted) await new Follower(scan, tell).run(live, options, end);
  const report = await scan.report();
  tell.summary(report);
  return exitCode(report.status);
}
