import { realpathSync } from "node:fs";
import { type Host, KraneError } from "../core/index.ts";
import { parseSite } from "../parse/site.ts";
import { capturedProbe, capturedStat } from "./captured.ts";
import { filesOf } from "./files.ts";
import { askHelper, HELPER_SOCKET } from "./helper-client.ts";
import { hostnameOf } from "./hostname.ts";
import { capturedFind, liveFind } from "./place.ts";
import { probeHere } from "./probes.ts";

export interface HostOptions {
  /** A captured tree; the live machine where absent or "/". */
  readonly root?: string;
  /** Instead of the name that the host itself has. */
  readonly hostname?: string;
  /** Instead of whether this process is root. */
  readonly isRoot?: boolean;
  readonly helperSocket?: string;
}

function openLive(options: HostOptions): Host {
  const isRoot = options.isRoot ?? process.geteuid?.() === 0;
  const socket = options.helperSocket ?? HELPER_SOCKET;
  return {
    ...filesOf(liveFind),
    site: parseSite(options.hostname ?? hostnameOf("/")),
    probe: async (verb, args) => (isRoot ? probeHere(verb, args) : askHelper(socket, { verb, args })),
  };
}

function openCaptured(root: string, options: HostOptions): Host {
  const files = filesOf(capturedFind(root));
  return {
    ...files,
    site: parseSite(options.hostname ?? hostnameOf(root)),
    stat: (path) => capturedStat(files, path),
    probe: (verb, args) => capturedProbe(files, verb, args),
  };
}

function realRoot(root: string): string {
  try {
    return realpathSync(root);
  } catch (cause) {
    throw new KraneError("KRANE_HOST_READ", `open root ${root}`, { cause });
  }
}

/** The machine that this runs on, or the tree under `root` that was captured from another one. */
export function openHost(options: HostOptions = {}): Host {
  const root = realRoot(options.root ?? "/");
  return root === "/" ? openLive(options) : openCaptured(root, options);
}
