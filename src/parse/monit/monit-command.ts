/** A file that a command line needs: the program itself, or what its interpreter is told to run. */
export interface NeededFile {
  readonly path: string;
  /** Read and not executed: `/bin/sh /srv/x/ctl start` does with a script that has no execute bit. */
  readonly isRead: boolean;
}

/** More words than this are no start program's. */
const MOST_WORDS = 64;
const WORD = /"([^"]*)"|'([^']*)'|(\S+)/g;
const SHELL = /\/(?:ba|da|k|z)?sh$/;
const INTERPRETER = /\/(?:python|perl|ruby|php)[\d.]*$/;
/** Programs that only run the rest of their line, and those of their options that take a word. */
const WRAPPERS: Readonly<Record<string, RegExp>> = {
  env: /^-[uCS]$/,
  sudo: /^-[ughpCT]$/,
  nice: /^-n$/,
  ionice: /^-[cnp]$/,
  nohup: /^$/,
  setsid: /^$/,
  exec: /^-a$/,
};
/** Where nothing of the shell's language may have changed what the first word is. */
const PLAIN = /^\/[\w./@+-]{1,1023}$/;

function wordsOf(line: string): readonly string[] {
  const words = [...line.slice(0, 4096).matchAll(WORD)].slice(0, MOST_WORDS);
  return words.map(([, double, single, bare]) => double ?? single ?? bare ?? "");
}

/** What is behind a wrapper's own options and variables. */
function wrapped(words: readonly string[], takesWord: RegExp): readonly string[] {
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] ?? "";
    if (takesWord.test(word)) at++;
    else if (!word.startsWith("-") && !/^\w{1,64}=/.test(word)) break;
  }
  return words.slice(at);
}

function behindShell(words: readonly string[], depth: number): readonly NeededFile[] {
  const at = words.findIndex((word) => !word.startsWith("-"));
  const operand = words[at] ?? "";
  const isCommand = words.slice(0, Math.max(0, at)).some((word) => /^-\w{0,8}c$/.test(word));
  if (isCommand) return neededBy(wordsOf(operand), depth + 1);
  return PLAIN.test(operand) ? [{ path: operand, isRead: true }] : [];
}

function behindSu(words: readonly string[], depth: number): readonly NeededFile[] {
  const at = words.findIndex((word) => word === "-c" || word === "--command");
  return at < 0 ? [] : neededBy(wordsOf(words[at + 1] ?? ""), depth + 1);
}

/** bpm keeps what it starts in the job's own folder, where nothing of monit's ever looks (cloudfoundry/bpm-release: config/bpm.yml). */
function behindBpm([action = "", job = ""]: readonly string[]): readonly NeededFile[] {
  const isPlain = action === "start" && /^[\w.-]{1,127}$/.test(job);
  return isPlain ? [{ path: `/var/vcap/jobs/${job}/config/bpm.yml`, isRead: true }] : [];
}

/** start-stop-daemon(8) runs what stands behind one of these. */
function behindDaemonStart(words: readonly string[]): readonly NeededFile[] {
  if (!words.some((word) => word === "--start" || word === "-S")) return [];
  const at = words.findIndex((word) => /^(?:-x|--exec|-a|--startas)$/.test(word));
  const path = words[at + 1] ?? "";
  return at >= 0 && PLAIN.test(path) ? [{ path, isRead: false }] : [];
}

/** What runs behind a program that only runs another one. */
function behind([program = "", ...rest]: readonly string[], depth: number): readonly NeededFile[] {
  const name = program.slice(program.lastIndexOf("/") + 1);
  const wrapper = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined;
  if (SHELL.test(program)) return behindShell(rest, depth);
  if (name === "bpm") return behindBpm(rest);
  if (name === "start-stop-daemon") return behindDaemonStart(rest);
  if (name === "su" || name === "runuser") return behindSu(rest, depth);
  if (wrapper !== undefined) return neededBy(wrapped(rest, wrapper), depth + 1);
  const script = INTERPRETER.test(program) ? (rest.find((word) => !word.startsWith("-")) ?? "") : "";
  return PLAIN.test(script) ? [{ path: script, isRead: true }] : [];
}

function neededBy(words: readonly string[], depth: number): readonly NeededFile[] {
  if (depth > 3) return [];
  const [program = ""] = words;
  const own = PLAIN.test(program) ? [{ path: program, isRead: false }] : [];
  const isKnown = own.length > 0 || program === "exec";
  return isKnown ? [...own, ...behind(words, depth)] : [];
}

/** The files behind the program of a command line: `/bin/sh -c '/srv/x/ctl start'`, `/usr/bin/env A=b /srv/x/ctl`. */
export function neededBehind(line: string): readonly NeededFile[] {
  return behind(wordsOf(line.trim()), 0);
}
