import { type Attributes, defined, type Guest, type LogRecord, type Rule } from "../core/index.ts";
import { cgroupDomain } from "../parse/guest/guest-cgroup.ts";
import { GUEST_THREAD } from "../parse/guest/guest-thread.ts";
import type { Clue, GuestDirectory } from "./guest-directory.ts";
import type { Occurrence } from "./occurrence.ts";

/** The guests of the host that a log is of. */
export interface GuestsThere {
  readonly directory: GuestDirectory;
  /** When the host was booted, ms since the epoch; absent where that cannot be told. */
  readonly bootedAt?: () => number;
}

/** An occurrence with its guest, or with those that it may have been. */
export interface Attributed {
  readonly occurrence: Occurrence;
  /** A guest's thread that the directory does not know. */
  readonly unknown?: number;
}

/** Name, and what else is known. */
type SomeGuest = Pick<Guest, "domain"> & Partial<Guest>;

/** NTP does not steer the kernel's clock, which parts from the others by so much; delivery of a record takes its time. */
const DRIFT = 50e-6;
const DELIVERY_MS = 5000;

/** When it happened, ms since boot; undefined where that was an earlier boot. */
function timeOf({ timestamp, attributes }: LogRecord, bootedAt?: number): Pick<Clue, "atMs" | "slackMs"> | undefined {
  const uptime = attributes["krane.kernel.uptime_us"];
  const uptimeMs = typeof uptime === "number" ? uptime / 1000 : undefined;
  const wallMs = timestamp === undefined || bootedAt === undefined ? undefined : timestamp - bootedAt;
  if (wallMs !== undefined && wallMs < -DELIVERY_MS) return undefined;
  const atMs = uptimeMs ?? wallMs;
  return atMs === undefined ? {} : { atMs, slackMs: DELIVERY_MS + atMs * DRIFT };
}

function textOf(value: Attributes[string] | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Only rules about threads, and those that are about a guest by themselves. */
function isAboutGuests({ source, subject }: Rule): boolean {
  return source === "kernel-report" || (source === "record" && subject.type === "guest");
}

/** An oops in a thread that only the directory knows for a guest's ("worker") is what the rule about guests' threads is about. */
function ruleOfGuests({ rule, attributes }: Occurrence, rules: readonly Rule[]): Rule {
  if (rule.source !== "kernel-report" || rule.exceptThread === undefined) return rule;
  const kind = attributes["krane.kernel.report.kind"];
  const isIt = (other: Rule) =>
    other.source === "kernel-report" && other.thread !== undefined && other.kinds.some((wanted) => wanted === kind);
  return rules.find(isIt) ?? rule;
}

function withGuest(occurrence: Occurrence, guest: SomeGuest, rules: readonly Rule[]): Occurrence {
  const name = guest.name ?? guest.domain;
  const vm = defined({
    "krane.vm.name": name,
    "krane.vm.uuid": guest.uuid,
    "krane.vm.domain": guest.domain,
    "krane.vm.project": guest.project,
    "krane.vm.flavor": guest.flavor,
    "krane.vm.pid": guest.pid,
  });
  const rule = ruleOfGuests(occurrence, rules);
  const { status, reason } = rule === occurrence.rule ? occurrence : rule;
  return {
    ...occurrence,
    rule,
    status,
    reason,
    attributes: { ...occurrence.attributes, ...vm },
    own: occurrence.attributes,
    subject: defined({ type: "guest" as const, name, id: guest.uuid }),
  };
}

function withCandidates(occurrence: Occurrence, candidates: readonly string[], count: number): Occurrence {
  const names = candidates.length === 0 ? {} : { "krane.vm.candidates": candidates };
  const attributes = { ...occurrence.attributes, "krane.vm.candidate_count": count, ...names };
  return { ...occurrence, attributes, own: occurrence.attributes };
}

/** What the record itself says, wherever and whenever it was written. */
function namesIn({ attributes }: Occurrence): Pick<Clue, "domain" | "uuid"> {
  const cgroup = textOf(attributes["krane.cgroup"]);
  return defined({
    domain: textOf(attributes["krane.vm.domain"]) ?? (cgroup === undefined ? undefined : cgroupDomain(cgroup)),
    uuid: textOf(attributes["krane.vm.uuid"]),
  });
}

/** A thread's id and name, which mean something on their own host in their own boot. */
function threadIn(
  { attributes, record }: Occurrence,
  there: GuestsThere | undefined,
): Omit<Clue, "domain"> | undefined {
  const time = timeOf(record, there?.bootedAt?.());
  const { "process.pid": pid, "process.title": title } = attributes;
  return time && defined({ tid: typeof pid === "number" ? pid : undefined, thread: textOf(title), ...time });
}

/** Whether the rule, or the name of the thread, says that it was some guest. */
function isSomeGuests({ rule, attributes }: Occurrence): boolean {
  const thread = textOf(attributes["process.title"]);
  return rule.subject.type === "guest" || (thread !== undefined && GUEST_THREAD.test(thread));
}

/**
 * Says which guest an occurrence hit. Without `there`, the log is of some other host or time, and only what stands in it counts: a cgroup
 * tells libvirt's name.
 */
export function attributed(occurrence: Occurrence, rules: readonly Rule[], there?: GuestsThere): Attributed {
  if (!isAboutGuests(occurrence.rule)) return { occurrence };
  const [names, thread] = [namesIn(occurrence), threadIn(occurrence, there)];
  const whose = there?.directory.whose({ ...thread, ...names });
  if (whose?.guest !== undefined) return { occurrence: withGuest(occurrence, whose.guest, rules) };
  const { domain, uuid } = names;
  if (domain !== undefined) return { occurrence: withGuest(occurrence, defined({ domain, uuid }), rules) };
  if (whose === undefined || uuid !== undefined || !isSomeGuests(occurrence)) return { occurrence };
  const { candidates, count } = thread === undefined ? { candidates: [], count: 0 } : whose;
  return defined({ occurrence: withCandidates(occurrence, candidates, count), unknown: thread?.tid });
}
