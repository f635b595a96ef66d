import type { KeptCrowd } from "../detect/crowds.ts";
import type { EventStream } from "../detect/event-stream.ts";
import type { KeptOccurrence } from "../detect/joiner.ts";
import type { Changes, OpenFinding } from "../detect/open-finding.ts";
import type { KeptReport } from "../detect/report-assembler.ts";
import type { KeptEvent, KeptSeen } from "../detect/seen.ts";

const FOLD = "fold/";
const EVENTS = "events/";
const CROWDS = "crowds/";
const REPORTS = "reports/";
const RECENT = "recent";
const LOOKS = "looks";

/** What a former run left. */
export interface Remembered {
  readonly open: readonly OpenFinding[];
  readonly seen: KeptSeen;
  readonly recent: readonly KeptOccurrence[];
  /** What was to be looked at again. */
  readonly looks: readonly KeptOccurrence[];
  /** By source. */
  readonly reports: ReadonlyMap<string, readonly KeptReport[]>;
}

export function remembered(state: Iterable<readonly [key: string, value: Uint8Array]>): Remembered {
  const all = Array.from(
    state,
    ([key, value]) => [key, JSON.parse(Buffer.from(value).toString("utf8")) as unknown] as const,
  );
  const under = <T>(prefix: string) =>
    all.flatMap(([key, kept]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), kept as T] as const] : []));
  const values = <T>(prefix: string) => under<T>(prefix).map(([, kept]) => kept);
  return {
    open: values<OpenFinding>(FOLD),
    seen: { events: values<KeptEvent>(EVENTS), crowds: values<KeptCrowd>(CROWDS) },
    recent: values<readonly KeptOccurrence[]>(RECENT).flat(),
    looks: values<readonly KeptOccurrence[]>(LOOKS).flat(),
    reports: new Map(under<readonly KeptReport[]>(REPORTS)),
  };
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
    this.#texts.set(LOOKS, textOf(former.looks));
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
    const { events, crowds } = this.#events.seen.changes();
    for (const [slot, event] of events) keep(EVENTS + slot, event);
    for (const [slot, crowd] of crowds) keep(CROWDS + slot, crowd);
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
    const looks = [LOOKS, this.#events.secondLook?.kept() ?? []] as const;
    return [recent, looks, ...this.#readers.map((reader) => [REPORTS + reader.id, reader.kept()] as const)];
  }
}

function textOf(list: readonly unknown[]): string {
  return list.length === 0 ? "" : JSON.stringify(list);
}
