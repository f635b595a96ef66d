import { errorCode, type Host } from "../core/index.ts";
import { listNames } from "./directory.ts";
import { absentOrThrow } from "./failure.ts";
import { fileStat } from "./filestat.ts";
import type { Find, Place } from "./place.ts";
import { readPart, readWhole } from "./read.ts";

export type Files = Pick<Host, "read" | "readAt" | "list" | "stat" | "readlink">;

/** EINVAL: it exists and is no link. */
async function linkTarget(place: Place): Promise<string | undefined> {
  try {
    return await place.io.readlink(place.real);
  } catch (error) {
    if (errorCode(error) === "EINVAL") return undefined;
    throw error;
  }
}

/** The file half of a host: each look is bounded, absence is undefined, and everything else is thrown with the path in the message. */
export function filesOf(find: Find): Files {
  async function attempt<T>(action: string, path: string, look: (place: Place) => Promise<T>): Promise<T | undefined> {
    try {
      const place = find(action, path, action !== "readlink");
      return place === undefined ? undefined : await look(place);
    } catch (cause) {
      return absentOrThrow(action, path, cause);
    }
  }
  return {
    read: (path) => attempt("read", path, readWhole),
    readAt: (path, offset, length) => attempt("read", path, (place) => readPart(place, offset, length)),
    list: async (path) => (await attempt("list", path, listNames)) ?? [],
    stat: (path) =>
      attempt("stat", path, async (place) => {
        const stats = await place.io.stat(place.real);
        return stats === undefined ? undefined : fileStat(stats);
      }),
    readlink: (path) => attempt("readlink", path, linkTarget),
  };
}
