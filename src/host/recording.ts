import type { Answer, Host, ProbeArgs, ProbeVerb } from "../core/index.ts";

/** What was looked at under one path. */
export interface Looked {
  /** As `read` gave it. */
  text?: string;
  /** Why `read`, `readAt` or `list` failed. */
  failed?: unknown;
  /** Names that `list` gave. */
  names?: readonly string[];
  /** Looks that have begun and not ended. */
  pending: number;
}

/** One question to the host's probes and its answer. */
export interface Asked {
  readonly verb: ProbeVerb;
  readonly args: ProbeArgs<ProbeVerb>;
  readonly answer: Answer<unknown>;
}

/** A host that remembers every look at it: what a check reads is what `--root` needs to give the same answers. */
export interface Recording {
  readonly host: Host;
  readonly looked: ReadonlyMap<string, Looked>;
  readonly asked: readonly Asked[];
}

export function recorded(host: Host): Recording {
  const looked = new Map<string, Looked>();
  const asked: Asked[] = [];
  async function note<T>(path: string, look: () => Promise<T>, keep?: (entry: Looked, value: T) => void): Promise<T> {
    const entry = looked.get(path) ?? { pending: 0 };
    looked.set(path, entry);
    entry.pending += 1;
    try {
      const value = await look();
      keep?.(entry, value);
      return value;
    } catch (error) {
      entry.failed = error;
      throw error;
    } finally {
      entry.pending -= 1;
    }
  }
  return {
    looked,
    asked,
    host: {
      ...host,
      read: (path) =>
        note(
          path,
          () => host.read(path),
          (entry, text) => {
            if (text !== undefined) entry.text = text;
          },
        ),
      readAt: (path, offset, length) => note(path, () => host.readAt(path, offset, length)),
      list: (path) =>
        note(
          path,
          () => host.list(path),
          (entry, names) => {
            entry.names = names;
          },
        ),
      stat: (path) => note(path, () => host.stat(path)),
      readlink: (path) => note(path, () => host.readlink(path)),
      probe: async (verb, args) => {
        const answer = await host.probe(verb, args);
        asked.push({ verb, args, answer });
        return answer;
      },
    },
  };
}
