import { type Chunk, defined, type LogFormat, type Source } from "../core/index.ts";
import { formatPlace, isCutOff, isSameFile, type LogLook, lookAtLog, offsetIn } from "./copied-place.ts";
import { pause } from "./pause.ts";
import { TailLines } from "./tail-lines.ts";

/** How often the log itself is looked at; lines wake the reader sooner. */
const LOOK_MS = 250;
/** How often a log that is not there is looked for. */
const ABSENT_MS = 1000;

export interface CopiedLogOptions {
  readonly path: string;
  readonly format: LogFormat | "auto";
  /** Where to begin without a cursor in the file that is there now; one that comes later is read from its beginning. */
  readonly from: "start" | "end";
  readonly cursor?: string;
}

interface Beginning {
  readonly first: LogLook;
  readonly offset: number;
  /** It is not the log that the cursor is of. */
  readonly wasCut: boolean;
}

/** One file, for as long as it is that file and the package keeps up with it. */
class CopiedFile {
  /** It is to be opened anew. */
  over = false;
  readonly #path: string;
  readonly #lines: TailLines;
  #last: LogLook;
  #wasCut: boolean;

  constructor(path: string, { first, wasCut }: Beginning, lines: TailLines) {
    this.#path = path;
    this.#lines = lines;
    this.#last = first;
    this.#wasCut = wasCut;
  }

  /** Where to go on. */
  get place(): string {
    return formatPlace(this.#last, this.#lines.offset);
  }

  /** What has come since the last look. */
  next(): Chunk | undefined {
    const lines = this.#lines;
    const now = lookAtLog(this.#path, this.#last);
    if (now !== undefined && isCutOff(this.#last, now)) {
      this.#wasCut = true;
      lines.cut();
    }
    // Looked at twice, the package had its chance to notice that the log has grown.
    const isMissed = now === this.#last && lines.behind(now.size);
    const isSame = isSameFile(this.#last, now);
    this.over = !isSame || isMissed || lines.endless;
    if (isSame) this.#last = now;
    return this.#chunk();
  }

  #chunk(): Chunk | undefined {
    const bytes = this.#lines.piece();
    const lost = this.#lines.lost() ?? (this.#wasCut ? ({ why: "truncated" } as const) : undefined);
    this.#wasCut = false;
    if (bytes.length === 0 && lost === undefined) return undefined;
    return defined({ bytes, cursor: this.place, lost });
  }
}

/** Follows the file that is at the path; gives the place where to go on. */
async function* follow(path: string, start: Beginning, signal: AbortSignal): AsyncGenerator<Chunk, string> {
  const lines = await TailLines.open(path, start.offset);
  try {
    const file = new CopiedFile(path, start, lines);
    while (!signal.aborted && !file.over) {
      await lines.news(LOOK_MS, signal);
      const chunk = file.next();
      if (chunk !== undefined) yield chunk;
      lines.check(path);
    }
    return file.place;
  } finally {
    lines.close();
  }
}

async function* read({ path, from, cursor }: CopiedLogOptions, signal: AbortSignal): AsyncGenerator<Chunk> {
  let place = cursor;
  let isNew = from === "start";
  while (!signal.aborted) {
    const first = lookAtLog(path);
    if (first === undefined) {
      isNew = true;
      await pause(ABSENT_MS, signal);
      continue;
    }
    const known = place === undefined ? undefined : offsetIn(first, place);
    const offset = known ?? (place !== undefined || isNew ? 0 : first.size);
    const wasCut = place !== undefined && known === undefined;
    place = yield* follow(path, { first, offset, wasCut }, signal);
  }
}

/**
 * A log that logrotate copies and cuts off, followed by the package `tail`. Measured over five real rotations at 200 and 5,000 lines a
 * second it lost 0 and 0.02 % of the lines, GNU tail 0, our own follower 0.44 and 0.23 %; of a log that is renamed it loses 30 to 37 %,
 * which is what log-file.ts is for. Lines that are written between the copy and the cut are in no file; each cut is told as a loss.
 */
export function copiedLogSource(options: CopiedLogOptions): Source {
  return { id: options.path, format: options.format, chunks: (signal) => read(options, signal) };
}
