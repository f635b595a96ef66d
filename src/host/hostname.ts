import { closeSync, constants, openSync, readSync } from "node:fs";
import { locate } from "./locate.ts";

/** The kernel's own name first: /etc/hostname only says what the next boot will set. */
const SOURCES = ["/proc/sys/kernel/hostname", "/etc/hostname"] as const;

/** A host name as the kernel takes it; anything else is damage, and it would reach every message. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/;

function firstLine(real: string): string {
  const fd = openSync(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const buffer = Buffer.alloc(512);
    const text = buffer.toString("latin1", 0, readSync(fd, buffer));
    return text.trimStart().split("\n", 1)[0]?.trim() ?? "";
  } finally {
    closeSync(fd);
  }
}

/** Name of the host under `root` ("/" for the live machine); "unknown" where no source has one. */
export function hostnameOf(root: string): string {
  for (const source of SOURCES) {
    const found = locate(root, source);
    if (found === undefined || !found.stats.isFile()) continue;
    const name = firstLine(found.real);
    if (NAME.test(name) && name !== "(none)") return name;
  }
  return "unknown";
}
