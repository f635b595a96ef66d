import { type Answer, type Attributes, notKnown, type Status, type Verdict } from "../../core/index.ts";
import { type Feature, featureVerdict, lookCause, seen } from "../feature.ts";
import { LOCAL_REFERENCE, parseTracking, type Tracking, UNSYNCHRONISED } from "./chrony.ts";
import type { HostClock } from "./host-clock.ts";

export type Daemon = "chronyd" | "systemd-timesyncd" | "ntpd";

/** timesyncd touches it at each correction (timesyncd-manager.c); /run is new at each boot, so it is never of an earlier one. */
export const SYNCHRONIZED = "/run/systemd/timesync/synchronized";

/** What is seen of the daemons that can hold the clock. */
export interface TimeFacts {
  /** Names in /run, in /run/systemd and in /run/chrony. */
  readonly run: Answer<readonly string[]>;
  readonly systemd: Answer<readonly string[]>;
  readonly chrony: Answer<readonly string[]>;
  /** chronyd's reply; absent where another daemon is there and chronyd is not. */
  readonly tracking?: Answer<Uint8Array> | undefined;
  /** ms since the epoch at which timesyncd corrected the clock; undefined where it never did. */
  readonly synchronizedAt: number | undefined;
  readonly clock: HostClock | undefined;
}

export type TimeReason =
  | "TimeKept"
  | "TimeOff"
  | "TimeFarOff"
  | "TimeStale"
  | "TimeLocal"
  | "TimeUnsynchronised"
  | "TimeSettling"
  | "TimeNotKept"
  | "TimeUnseen";

/**
 * An offset that a daemon with a source slews away within minutes is no trouble. 100 ms is above any that a working chronyd or timesyncd
 * shows in a data centre (under 1 ms), and twice what Ceph's monitors bear (mon_clock_drift_allowed 0.05). Beyond 1 s chronyd does not step
 * any more after its first three updates (`makestep 1 3` of Debian and Ubuntu), so such a clock stays wrong for hours, the heartbeats of the
 * OpenStack agents, which are compared with the controllers' clocks, with it.
 */
const OFF_MS = 100;
const FAR_OFF_MS = 1000;
/** Seven times timesyncd's longest pause (34 min), 14 times chronyd's (1,024 s): the servers do not answer any more. */
const STALE_S = 4 * 3600;
/** A daemon that has just been started first asks its servers some times. */
const SETTLING_S = 300;

/** The daemon that /run shows; chronyd of older packages leaves its directory behind, so it yields to what is surely there. */
export function daemonOf({ run, systemd }: Pick<TimeFacts, "run" | "systemd">): Daemon | undefined {
  const names = run.known ? run.value : [];
  if (systemd.known && systemd.value.includes("timesync")) return "systemd-timesyncd";
  if (names.includes("ntpd.pid") || names.includes("openntpd.pid")) return "ntpd";
  return names.includes("chrony") || names.includes("chronyd.pid") ? "chronyd" : undefined;
}

interface State {
  readonly reason: TimeReason;
  readonly daemon?: Daemon | undefined;
  readonly effective: boolean | undefined;
  /** What was read, and where. */
  readonly source: string;
  readonly raw: string;
  readonly cause?: Feature["cause"];
  readonly numbers?: Attributes;
}

const STATUS: Readonly<Record<TimeReason, Status>> = {
  TimeKept: "ok",
  TimeOff: "warning",
  TimeFarOff: "critical",
  TimeStale: "warning",
  TimeLocal: "warning",
  TimeUnsynchronised: "warning",
  TimeSettling: "skipped",
  TimeNotKept: "warning",
  TimeUnseen: "unknown",
};

/** Of a clock that is followed by nothing: not yet, or not at all. */
function unsynchronised({ clock }: TimeFacts): TimeReason {
  return clock !== undefined && clock.up < SETTLING_S ? "TimeSettling" : "TimeUnsynchronised";
}

function stale(age: number | undefined): boolean {
  return age !== undefined && age > STALE_S;
}

function ageOf({ clock }: TimeFacts, at: number): number | undefined {
  return clock === undefined ? undefined : Math.max(0, clock.now - at);
}

function ageNumbers(age: number | undefined): Attributes {
  return age === undefined ? {} : { "krane.time.age_minutes": Math.round(age / 60) };
}

function trackingReason(facts: TimeFacts, tracking: Tracking, offsetMs: number): TimeReason {
  if (tracking.leap === UNSYNCHRONISED || tracking.stratum === 0) return unsynchronised(facts);
  if (offsetMs > FAR_OFF_MS) return "TimeFarOff";
  if (offsetMs > OFF_MS) return "TimeOff";
  if (tracking.reference === LOCAL_REFERENCE) return "TimeLocal";
  return stale(ageOf(facts, tracking.referenceTime)) ? "TimeStale" : "TimeKept";
}

function byTracking(facts: TimeFacts, tracking: Tracking): State {
  const offsetMs = Math.round(Math.abs(tracking.correction) * 1e6) / 1e3;
  const reason = trackingReason(facts, tracking, offsetMs);
  const reference = tracking.reference.toString(16).padStart(8, "0");
  const follows = tracking.leap !== UNSYNCHRONISED && tracking.stratum !== 0;
  return {
    reason,
    daemon: "chronyd",
    effective: reason === "TimeKept",
    source: "chronyd tracking",
    raw: `leap ${tracking.leap}, stratum ${tracking.stratum}, reference ${reference}, offset ${offsetMs} ms`,
    numbers: {
      "krane.time.stratum": tracking.stratum,
      ...(follows ? { "krane.time.offset_ms": offsetMs, ...ageNumbers(ageOf(facts, tracking.referenceTime)) } : {}),
    },
  };
}

function byTimesyncd(facts: TimeFacts): State {
  const { synchronizedAt } = facts;
  const age = synchronizedAt === undefined ? undefined : ageOf(facts, synchronizedAt / 1000);
  const reason = synchronizedAt === undefined ? unsynchronised(facts) : stale(age) ? "TimeStale" : "TimeKept";
  return {
    reason,
    daemon: "systemd-timesyncd",
    effective: reason === "TimeKept",
    source: SYNCHRONIZED,
    raw: synchronizedAt === undefined ? "missing" : `touched at ${Math.round(synchronizedAt / 1000)}`,
    numbers: ageNumbers(age),
  };
}

function unseen(answer: Answer<unknown>, source: string, daemon?: Daemon): State {
  const why = answer.known ? "nothing is known of it" : answer.why;
  return { reason: "TimeUnseen", daemon, effective: undefined, source, raw: why, cause: lookCause(answer) };
}

/** No daemon of those that are known: /run of a systemd host always has a directory of systemd, one that has none was not captured. */
function byNobody({ run, chrony, tracking }: TimeFacts): State {
  if (!run.known) return unseen(run, "/run");
  if (!run.value.includes("systemd")) return unseen(tracking ?? notKnown("/run does not exist"), "/run");
  const isLeft = chrony.known && !chrony.value.includes("chronyd.pid");
  const raw =
    isLeft && run.value.includes("chrony") ? "chronyd is not running" : "neither chronyd nor timesyncd nor ntpd";
  return { reason: "TimeNotKept", effective: false, source: "/run", raw, cause: "module" };
}

/** chronyd's directory is there, and it did not answer: stopped, or told not to (`cmdport 0`). */
function bySilence(facts: TimeFacts): State {
  const { run, chrony, tracking = notKnown("chronyd was not asked") } = facts;
  if (!chrony.known) return unseen(chrony, "/run/chrony", "chronyd");
  const isThere = chrony.value.includes("chronyd.pid") || (run.known && run.value.includes("chronyd.pid"));
  return isThere ? unseen(tracking, "chronyd tracking", "chronyd") : byNobody(facts);
}

function stateOf(facts: TimeFacts): State {
  const { tracking } = facts;
  if (tracking?.known === true) {
    const read = parseTracking(tracking.value);
    return typeof read === "string" ? unseen(notKnown(read), "chronyd tracking", "chronyd") : byTracking(facts, read);
  }
  switch (daemonOf(facts)) {
    case "systemd-timesyncd":
      return byTimesyncd(facts);
    case "chronyd":
      return bySilence(facts);
    case "ntpd":
      return unseen(notKnown("ntpd is there; how well it keeps the clock cannot be asked"), "/run", "ntpd");
    case undefined:
      return byNobody(facts);
  }
}

/** Whether a daemon holds the host's clock, and how well. Firmware has no say. */
export function timeVerdict(facts: TimeFacts): Verdict<TimeReason> {
  const { reason, daemon, effective, source, raw, cause, numbers } = stateOf(facts);
  const there = daemon === undefined && reason === "TimeUnseen" ? undefined : daemon !== undefined;
  const setting = reason === "TimeNotKept" ? "chrony" : undefined;
  return featureVerdict({
    status: STATUS[reason],
    reason,
    feature: {
      configured: seen(there, "/run", daemon ?? raw),
      effective: seen(effective, source, raw),
      cause,
      setting,
    },
    attributes: {
      ...(daemon === undefined ? {} : { "krane.time.daemon": daemon }),
      ...(reason === "TimeUnseen" ? { "krane.feature.why": raw } : {}),
      ...numbers,
    },
  });
}
