import type { Attributes } from "./attributes.ts";
import type { Duration } from "./duration.ts";
import type { Subject } from "./finding.ts";
import type { Answer, ProbeArgs, ProbeValue, ProbeVerb } from "./probe.ts";
import type { Profile } from "./profile.ts";
import type { Site } from "./site.ts";
import type { Status } from "./status.ts";
import type { Text } from "./text.ts";

/** What a check says of one subject at one moment. `reason` is a key of the check's `reasons`, which hold the text. */
export interface Verdict<Reason extends string = string> {
  readonly status: Status;
  readonly reason: Reason;
  /** The host itself unless named. */
  readonly subject?: Subject;
  readonly attributes?: Attributes;
  /** Lines that prove it, as they were read. */
  readonly evidence?: readonly string[];
  /** Facts that the daemon keeps for the next time this check is asked, over restarts and boots: see Host.kept. */
  readonly keep?: Attributes;
}

/** What a check asked to be kept when the daemon asked it last. */
export interface Kept {
  readonly bootId: string;
  /** ms since the epoch. */
  readonly at: number;
  readonly facts: Attributes;
}

export interface FileStat {
  readonly kind: "file" | "directory" | "character" | "block" | "other";
  readonly size: number;
  /** ms since the epoch; absent for a device node of a captured tree. */
  readonly modifiedAt?: number;
  /** Permission bits, 0o0000 to 0o7777. */
  readonly mode: number;
  /** Absent where a captured tree did not keep the owner. */
  readonly uid?: number;
  readonly gid?: number;
}

/** The machine as a check sees it. Paths are absolute; `--root DIR` makes any captured tree a host. */
export interface Host {
  readonly site: Site;
  /** What is wanted of this host. */
  readonly profile: Profile;
  /** Text of a file of at most 1 MiB; undefined where it does not exist. */
  read(path: string): Promise<string | undefined>;
  /** At most `length` bytes from `offset`; undefined where the file does not exist. */
  readAt(path: string, offset: number, length: number): Promise<Uint8Array | undefined>;
  /** Names in a directory, sorted, at most 65,536; none where it does not exist. */
  list(path: string): Promise<readonly string[]>;
  /** Follows links. A device node of a captured tree is told from its list of device nodes. */
  stat(path: string): Promise<FileStat | undefined>;
  /** Where a symbolic link points, as it is written; undefined where there is none. The target need not exist. */
  readlink(path: string): Promise<string | undefined>;
  /** What the check `id` kept; undefined where the daemon never asked it, or what it kept cannot be read. */
  kept(id: string): Promise<Kept | undefined>;
  /** Asks what needs root or a child process: done here when root, by the privileged helper otherwise; says why where neither can. */
  probe<V extends ProbeVerb>(verb: V, args: ProbeArgs<V>): Promise<Answer<ProbeValue<V>>>;
}

export type CheckGroup = "bios" | "os" | "disk" | "network" | "services";

/** A question about the state of the host, asked on a schedule. */
export interface Check<Reason extends string = string> {
  readonly id: string;
  readonly title: Text;
  readonly group: CheckGroup;
  /** How often the daemon asks. */
  readonly every: Duration;
  readonly runbook: string;
  /** Case of the manual that a fault belongs to: "4.10". */
  readonly case?: string;
  /** Path without which the check does not apply and is skipped. */
  readonly requires?: string;
  /** Each state the check can see, with its text; `{name}` stands for an attribute of the verdict. */
  readonly reasons: Readonly<Record<Reason, Text>>;
  run(host: Host): Promise<Verdict<Reason> | readonly Verdict<Reason>[]>;
}

/** Holds a check's verdicts to the reasons it declares. */
export function defineCheck<const Reason extends string>(check: Check<Reason>): Check<Reason> {
  return check;
}
