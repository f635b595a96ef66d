import type { EventStream } from "../detect/event-stream.ts";
import type { KeptOccurrence } from "../detect/joiner.ts";
import type { Changes, OpenFinding } from "../detect/open-finding.ts";
import type { KeptReport } from "../detect/report-assembler.ts";
import type { KeptEvent } from "../detect/seen.ts";

const FOLD = "fold/";
const SEEN = "seen/";
const REPORTS = "reports/";
const RECENT = "recent";

/** What a former run left. */
export interface Remembered {
  readonly open: readonly OpenFinding[];
  readonly seen: readonly KeptEvent[];
  readonly recent: readonly KeptOccurrence[];
  /** By source. */
  readonly reports: ReadonlyMap<string, readonly KeptReport[]>;
}

export function remembered(state: Iterable<readonly [key: string, value: Uint8Array]>): Remembered {
  const open: OpenFinding[] = [];
  const seen: KeptEvent[] = [];
  const reports = new Map<string, readonly KeptReport[]>();
  let recent: readonly KeptOccurrence[] = [];
  for (const [key, value] of state) {
    const kept: unknown = JSON.parse(Buffer.from(value).toString("utf8"));
    if (key.startsWith(FOLD)) open.push(kept as OpenFinding);
    else if (key.startsWith(SEEN)) seen.push(kept as KeptEvent);
    else if (key.startsWith(REPORTS)) reports.set(key.slice(REPORTS.length), kept as readonly KeptReport[]);
    else if (key === RECENT) recent = kept as readonly KeptOccurrence[];
  }
  return { open, seen, recent, reports };
}

interface Reader {
  readonly id: string;
  kept(): readonly KeptReport[];
}

export interface StateChange {
  readonly put: Readonly<Record<string, Uint8Array>>;
  readonly delete: readonly string[];
}

/** Writes down what changed of everything that must go on after a restart as if nothing had happened. */
export class Memory {
  readonly #events: EventStream;
  readonly #readers: readonly Reader[];
  /** Texts of the values that are few and change seldom, as they were kept last. */
  readonly #texts = new Map<string, string>();

  constructor(events: EventStream, readers: readonly Reader[], former: Remembered) {
    this.#events = events;
    this.#readers = readers;
    this.#texts.set(RECENT, textOf(former.recent));
    for (const [source, reports] of former.reports) this.#texts.set(REPORTS + source, textOf(reports));
  }

  /** All that changed since the last call, with these findings. */
  changes(findings: Changes["state"]): StateChange {
    const put: Record<string, Uint8Array> = {};
    const gone: string[] = [];
    const keep = (key: string, value: unknown): void => {
      if (value === undefined) gone.push(key);
      else put[key] = Buffer.from(JSON.stringify(value));
    };
    for (const [print, open] of findings) keep(FOLD + print, open);
    for (const [slot, event] of this.#events.seen.changes()) keep(SEEN + slot, event);
    for (const [key, list] of this.#lists()) {
      const text = textOf(list);
      if ((this.#texts.get(key) ?? "") === text) continue;
      this.#texts.set(key, text);
      keep(key, list.length === 0 ? undefined : list);
    }
    return { put, delete: gone };
  }

  #lists(): (readonly [key: string, list: readonly unknown[]])[] {
    const recent = [RECENT, this.#events.kept()] as const;
    return [recent, ...this.#readers.map((reader) => [REPORTS + reader.id, reader.kept()] as const)];
  }
}

function textOf(list: readonly unknown[]): string {
  return list.length === 0 ? "" : JSON.stringify(list);
}
