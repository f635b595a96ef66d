import { exitCode, type Guest, guestName, printable } from "../../core/index.ts";
import type { GuestReport } from "../guests.ts";

function guestJson(guest: Guest) {
  return {
    name: guestName(guest),
    domain: guest.domain,
    uuid: guest.uuid ?? null,
    project: guest.project ?? null,
    projectId: guest.projectId ?? null,
    flavor: guest.flavor ?? null,
    state: guest.state,
    pid: guest.pid ?? null,
    cgroup: guest.cgroup ?? null,
    taps: guest.taps,
    vcpus: guest.vcpus,
    threads: guest.threads.map(({ tid, name, dead }) => ({ tid, name: name ?? null, dead: dead ?? false })),
    problems: guest.problems,
  };
}

/** `guests -o json`: one object, schema krane.guests.v1. Names of threads are what a qemu calls them. */
export function guestsJson({ host, status, guests, missing }: GuestReport): string {
  const report = {
    schema: "krane.guests.v1",
    host,
    status,
    exitCode: exitCode(status),
    missing: missing ?? null,
    guests: guests.map(guestJson),
  };
  const safe = (_: string, value: unknown) => (typeof value === "string" ? printable(value) : value);
  return `${JSON.stringify(report, safe, 2)}\n`;
}
