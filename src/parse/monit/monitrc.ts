import { neededBehind } from "./monit-command.ts";
import type { MonitWord } from "./monitrc-words.ts";

/** What monit runs to start, stop or restart a service. */
export interface MonitProgram {
  readonly action: "start" | "stop" | "restart";
  /** As written: monit's daemon takes it from its own directory where it is not absolute. */
  readonly path: string;
  /** Read by the program that stands before it, and not executed itself. */
  readonly isRead?: boolean;
  /** How long monit waits for it, and for nothing else meanwhile. */
  readonly timeoutS: number;
  /** "/var/vcap/monit/job/0006_fluentd.monitrc:3" */
  readonly at: string;
}

/** A `check` of a control file. */
export interface MonitrcService {
  readonly name: string;
  /** "process", "file", "host", ... */
  readonly kind: string;
  readonly pidFile?: string;
  /** Looked at in some cycles only (`every 5 cycles`). */
  readonly isRare: boolean;
  /** Services without which monit stops this one (`depends on`). */
  readonly dependsOn: readonly string[];
  readonly programs: readonly MonitProgram[];
}

/** What one control file says: whom it includes, and what it has looked after. */
export interface Monitrc {
  readonly includes: readonly string[];
  readonly services: readonly MonitrcService[];
}

/** monit(1): a program has 30 s unless told otherwise. */
const TIMEOUT_S = 30;
/** Words of one list of services. */
const MOST_NAMES = 32;
/** Words between a program and its timeout: "as uid vcap and gid vcap with timeout 60 seconds". */
const NEAR = 10;
const MOST_SECONDS = 86_400;

interface Open {
  readonly name: string;
  readonly kind: string;
  pidFile?: string;
  isRare: boolean;
  readonly dependsOn: string[];
  readonly programs: MonitProgram[];
}

interface Place {
  readonly at: number;
  readonly file: string;
}

function isWord(word: MonitWord | undefined, ...texts: readonly string[]): boolean {
  return word !== undefined && texts.includes(word.text.toLowerCase());
}

/** The first word of a command line, which may be quoted itself. */
function commandOf(text: string): string {
  return (
    /^\s*(?:"([^"]+)"|'([^']+)'|(\S+))/
      .exec(text)
      ?.slice(1)
      .find((part) => part !== undefined) ?? ""
  );
}

function timeoutBehind(words: readonly MonitWord[], at: number): number {
  const near = words.slice(at, at + NEAR);
  const end = near.findIndex((word) => isWord(word, "start", "stop", "restart", "if", "check", "set", "include"));
  const until = end < 0 ? near : near.slice(0, end);
  const place = until.findIndex((word) => isWord(word, "timeout"));
  const value = until[place + 1]?.text ?? "";
  if (place < 0 || !/^\d{1,5}$/.test(value)) return TIMEOUT_S;
  const minutes = /^minutes?$/i.test(until[place + 2]?.text ?? "");
  return Math.min(MOST_SECONDS, Number(value) * (minutes ? 60 : 1));
}

/** `start program = "/x/ctl start" with timeout 60 seconds`, of which `at` is the first word, with what it runs; none where it is something else. */
function programsAt(words: readonly MonitWord[], at: number, file: string): readonly MonitProgram[] {
  const [action, program, command] = words.slice(at, at + 3);
  if (action === undefined || command === undefined || !isWord(program, "program")) return [];
  const name = (["start", "stop", "restart"] as const).find((one) => isWord(action, one));
  const path = commandOf(command.text);
  if (name === undefined || path === "") return [];
  const one = { action: name, path, timeoutS: timeoutBehind(words, at + 3), at: `${file}:${action.line}` };
  const others = neededBehind(command.text).map(({ path: needed, isRead }) => ({
    ...one,
    path: needed,
    timeoutS: 0,
    ...(isRead ? { isRead } : {}),
  }));
  return [one, ...others];
}

/** Names behind `depends on`, as far as a comma leads on: "a, b". */
function dependencies(words: readonly MonitWord[], at: number): readonly string[] {
  const names: string[] = [];
  for (const { text } of words.slice(at + 2, at + 2 + MOST_NAMES)) {
    if (names.length > 0 && !names.at(-1)?.endsWith(",") && !text.startsWith(",")) break;
    names.push(text);
  }
  return names.flatMap((text) => text.split(",")).filter((name) => name !== "");
}

function opened(words: readonly MonitWord[], at: number): Open | undefined {
  const [, kind, name, ...rest] = words.slice(at, at + 6);
  if (kind === undefined || name === undefined || !/^[a-z]{4,12}$/i.test(kind.text)) return undefined;
  const place = rest.findIndex((word) => isWord(word, "pidfile"));
  const pidFile = rest[place + 1]?.text;
  return {
    name: name.text,
    kind: kind.text.toLowerCase(),
    isRare: false,
    dependsOn: [],
    programs: [],
    ...(place >= 0 && pidFile?.startsWith("/") ? { pidFile } : {}),
  };
}

/** `check host x`, and not the word in the middle of a test. */
const KINDS = ["process", "file", "directory", "filesystem", "host", "system", "fifo", "program", "network", "device"];

/** Takes over what the word at `at` says of the service that it stands under. */
function describe(service: Open | undefined, words: readonly MonitWord[], { at, file }: Place): void {
  if (service === undefined) return;
  if (isWord(words[at], "every")) service.isRare = true;
  if (isWord(words[at], "depend", "depends") && isWord(words[at + 1], "on"))
    service.dependsOn.push(...dependencies(words, at));
  service.programs.push(...programsAt(words, at, file));
}

/** What the words of the control file `file` say. Unknown words are passed over: monit itself judges its language. */
export function parseMonitrc(words: readonly MonitWord[], file: string): Monitrc {
  const services: Open[] = [];
  const includes: string[] = [];
  for (const [at, word] of words.entries()) {
    const next = words[at + 1];
    if (isWord(word, "include") && next !== undefined) includes.push(next.text);
    const service = isWord(word, "check") && isWord(next, ...KINDS) ? opened(words, at) : undefined;
    if (service !== undefined) services.push(service);
    else describe(services.at(-1), words, { at, file });
  }
  return { includes, services };
}
