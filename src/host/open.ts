import { realpathSync, statSync } from "node:fs";
import { type Answer, type Host, KraneError, known, look, type ProbeVerb } from "../core/index.ts";
import { parseKept } from "../parse/kept.ts";
import { parseSite } from "../parse/site.ts";
import { chooseProfile, type ProfileChoice } from "../profiles/choose.ts";
import { capturedList, capturedProbe, capturedStat } from "./captured.ts";
import { type Files, filesOf } from "./files.ts";
import { askHelper, HELPER_SOCKET } from "./helper-client.ts";
import { hostnameOf } from "./hostname.ts";
import { capturedFind, liveFind } from "./place.ts";
import { DONE_BY, probeHere } from "./probes.ts";

export interface HostOptions {
  /** A captured tree; the live machine where absent or "/". */
  readonly root?: string;
  /** Instead of the name that the host itself has. */
  readonly hostname?: string;
  /** Instead of whether this process is root. */
  readonly isRoot?: boolean;
  readonly helperSocket?: string;
  /** Instead of the profile that the host's name gives. */
  readonly profile?: ProfileChoice;
  /** Directory of what the daemon keeps. */
  readonly state?: string;
}

/** Where the daemon keeps its state unless it is told otherwise. */
const STATE = "/var/lib/krane-agent";
const BOOT_ID = "/proc/sys/kernel/random/boot_id";
/** Under which id the daemon keeps the boot's lines. */
export const BOOT_LOG = "boot-log";
/** File of what the daemon keeps for the checks, in its state directory. */
export const KEPT_FILE = "kept.json";

/** Who asks while the answer is on its way waits for that one. */
function whileAsked<T>(look: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= look().finally(() => {
      asked = undefined;
    });
    return asked;
  };
}

/** What is the same of a live host and of a captured one. */
function common(files: Files, name: string, { profile, state = STATE }: HostOptions): Omit<Host, "probe"> {
  const site = parseSite(name);
  const keptFile = whileAsked(() => look(files, `${state}/${KEPT_FILE}`));
  return {
    ...files,
    site,
    profile: chooseProfile(site, profile),
    // What the daemon kept is a help and never a truth: a file that only root may read, or a damaged one, is as none.
    kept: async (id) => {
      const text = await keptFile();
      return text.known ? parseKept(text.value).get(id) : undefined;
    },
  };
}

/** The boot's lines may have left the ring, while the daemon saw them in time. */
function withBootLog(host: Host): Host {
  const kept = async (answer: Answer<string>): Promise<Answer<string>> => {
    const [found, bootId] = [await host.kept(BOOT_LOG), (await host.read(BOOT_ID))?.trim()];
    const lines = found?.bootId === bootId ? found?.facts.lines : undefined;
    return typeof lines === "string" ? known(lines) : answer;
  };
  return {
    ...host,
    probe: async (verb, args) => {
      const answer = await host.probe(verb, args);
      return verb !== "boot-log" || answer.known ? answer : ((await kept(answer as Answer<string>)) as typeof answer);
    },
  };
}

function openLive(options: HostOptions): Host {
  const isRoot = options.isRoot ?? process.geteuid?.() === 0;
  const socket = options.helperSocket ?? HELPER_SOCKET;
  const isHere = (verb: ProbeVerb) => DONE_BY[verb] === "anyone" || (isRoot && DONE_BY[verb] === "root");
  return {
    ...common(filesOf(liveFind), options.hostname ?? hostnameOf("/"), options),
    probe: (verb, args) => (isHere(verb) ? probeHere(verb, args) : askHelper(socket, { verb, args })),
  };
}

function openCaptured(root: string, options: HostOptions): Host {
  const files = filesOf(capturedFind(root));
  return {
    ...common(files, options.hostname ?? hostnameOf(root), options),
    list: (path) => capturedList(files, path),
    stat: (path) => capturedStat(files, path),
    probe: (verb, args) => capturedProbe(files, verb, args),
  };
}

/** Real path of the root; an archive is not unpacked by itself. */
export function realRoot(root: string): string {
  try {
    const real = realpathSync(root);
    if (statSync(real).isDirectory()) return real;
  } catch (cause) {
    throw new KraneError("KRANE_HOST_READ", `open root ${root}`, { cause });
  }
  const unpack = `unpack a capture first: mkdir d && tar xzf ${root} -C d, then --root d`;
  throw new KraneError("KRANE_HOST_READ", `open root ${root}: not a directory; ${unpack}`);
}

/** The machine that this runs on, or the tree under `root` that was captured from another one. */
export function openHost(options: HostOptions = {}): Host {
  const root = realRoot(options.root ?? "/");
  return withBootLog(root === "/" ? openLive(options) : openCaptured(root, options));
}
