import type { Answer, Attributes, Needed, Rule, StillNeeded } from "../core/index.ts";
import type { KeptOccurrence } from "./joiner.ts";
import type { Occurrence } from "./occurrence.ts";

/** A guest that stops takes its interface along within milliseconds; a look that comes later finds it gone. */
const SETTLE_MS = 2000;
/** How often it is looked whether a fault is one still: a guest that stops says nothing of its interface. */
const AGAIN_MS = 30_000;
/** Everything below a network device waits for its driver. */
const DEADLINE_MS = 3000;
/** Interfaces that are waited for at once, and faults that are looked at again; more are forgotten. */
const MOST = 256;
/** Interfaces of which is remembered what they are in. */
const MOST_MASTERS = 4096;
/** Lines of one interface that are shown as evidence. */
const MOST_LINES = 8;

const BRIDGE = "krane.network.bridge";

/** This machine's network interfaces. */
export interface Interfaces {
  readonly stillNeeded: StillNeeded;
  /** The bridge that an interface is in now. */
  readonly master: (nic: string) => Promise<string | undefined>;
}

export interface SecondLookOptions extends Interfaces {
  /** Told of an occurrence that is a fault, or that it is none any more. */
  readonly found: (occurrence: Occurrence) => void;
}

interface Waiting {
  readonly occurrence: Occurrence;
  readonly timer: NodeJS.Timeout;
}

function nicOf({ rule: { subject }, attributes }: Occurrence): string {
  return String(attributes[subject.name ?? ""] ?? "");
}

/** Undefined where there was no answer in time, or none at all. */
function inTime<T>(work: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, DEADLINE_MS, undefined);
    const done = (value: T | undefined): void => {
      clearTimeout(timer);
      resolve(value);
    };
    work.then(done, () => done(undefined));
  });
}

function attributesOf({ bridge, ports, guests }: Needed): Attributes {
  return {
    ...(bridge !== undefined && { [BRIDGE]: bridge }),
    ...(ports !== undefined && { "krane.network.bridge_ports": ports }),
    ...(guests !== undefined && { "krane.network.needed_by": guests }),
  };
}

/** What was seen of one interface, as one: the bridge that it was in stands in another line than that it left. */
function together(before: Occurrence | undefined, occurrence: Occurrence): Occurrence {
  if (before === undefined || before.clears || occurrence.clears) return occurrence;
  const lines = [...before.lines, ...occurrence.lines].slice(-MOST_LINES);
  return { ...occurrence, attributes: { ...before.attributes, ...occurrence.attributes }, lines };
}

/**
 * Looks at the interface that an occurrence is about once more, when things have settled, and makes it a fault only where somebody needs
 * the interface still. Nothing that reads a log waits for it, and there is one look at a time.
 */
export class SecondLook {
  readonly #options: SecondLookOptions;
  /** By interface. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #faults = new Map<string, Occurrence>();
  readonly #masters = new Map<string, string>();
  #looking: Promise<void> = Promise.resolve();
  #again: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: SecondLookOptions) {
    this.#options = options;
  }

  /** Takes what a rule saw; most of it is none of its business. */
  push(occurrence: Occurrence): void {
    if (occurrence.rule.whenNeeded === undefined || this.#closed) return;
    const nic = nicOf(occurrence);
    const before = this.#waiting.get(nic);
    clearTimeout(before?.timer);
    this.#waiting.delete(nic);
    if (occurrence.clears) this.#faults.delete(nic);
    if (this.#waiting.size >= MOST) this.#makeRoom();
    const timer = setTimeout(() => this.#look(nic), SETTLE_MS);
    this.#waiting.set(nic, { occurrence: together(before?.occurrence, occurrence), timer });
  }

  /** Notes what interfaces are in: when they have left, nobody can tell any more. */
  async learn(nics: readonly string[]): Promise<void> {
    for (const nic of nics) {
      if (this.#masters.size >= MOST_MASTERS && !this.#masters.has(nic)) return;
      const master = await inTime(this.#options.master(nic));
      if (master !== undefined) this.#masters.set(nic, master);
    }
  }

  /** What is waited for and what is a fault, for the next run. */
  kept(): readonly KeptOccurrence[] {
    const waiting = Array.from(this.#waiting.values(), ({ occurrence }) => occurrence);
    return [...this.#faults.values(), ...waiting].map((occurrence) => ({ ...occurrence, rule: occurrence.rule.id }));
  }

  /** Goes on with what a former run left: what it took for a fault may be none any more. */
  restore(kept: readonly KeptOccurrence[], rules: readonly Rule[]): void {
    for (const { rule: id, ...occurrence } of kept) {
      const rule = rules.find((candidate) => candidate.id === id);
      if (rule === undefined) continue;
      if (occurrence.reason !== rule.reason) this.#faults.set(nicOf({ ...occurrence, rule }), { ...occurrence, rule });
      this.push({ ...occurrence, rule });
    }
  }

  /** Looks at all that is waited for without waiting any longer. */
  async settle(): Promise<void> {
    for (const nic of [...this.#waiting.keys()]) this.#look(nic);
    await this.#looking;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#again);
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
  }

  /** Interfaces that came matter less than those that left, of these the latest most. */
  #makeRoom(): void {
    const all = [...this.#waiting];
    const [nic, waiting] = all.find(([, { occurrence }]) => occurrence.clears) ?? all[0] ?? [];
    clearTimeout(waiting?.timer);
    if (nic !== undefined) this.#waiting.delete(nic);
  }

  #look(nic: string): void {
    const waiting = this.#waiting.get(nic);
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    this.#looking = this.#looking.then(async () => {
      const isStill = () => this.#waiting.get(nic) === waiting && !this.#closed;
      if (isStill() && waiting.occurrence.clears) await this.learn([nic]);
      else if (isStill()) await this.#judge(nic, waiting.occurrence, isStill);
      if (this.#waiting.get(nic) === waiting) this.#waiting.delete(nic);
    });
  }

  async #judge(nic: string, occurrence: Occurrence, isStill: () => boolean): Promise<void> {
    const { [BRIDGE]: said = this.#masters.get(nic) } = occurrence.attributes;
    const bridge = typeof said === "string" ? said : undefined;
    const answer: Answer<Needed | undefined> | undefined = await inTime(this.#options.stillNeeded(nic, bridge));
    if (answer?.known !== true || !isStill()) return;
    if (answer.value === undefined) this.#noFault(nic);
    else this.#fault(nic, occurrence, answer.value);
  }

  #fault(nic: string, occurrence: Occurrence, needed: Needed): void {
    const told = occurrence.rule.whenNeeded?.[needed.need];
    if (told === undefined) return;
    const { status, reason } = told;
    const attributes = { ...occurrence.attributes, ...attributesOf(needed) };
    const fault = { ...occurrence, status, reason, attributes };
    if (this.#faults.size < MOST) this.#faults.set(nic, fault);
    this.#again ??= setTimeout(() => this.#lookAgain(), AGAIN_MS).unref();
    this.#options.found(fault);
  }

  #noFault(nic: string): void {
    const fault = this.#faults.get(nic);
    if (fault === undefined) return;
    this.#faults.delete(nic);
    const now = Date.now();
    this.#options.found({
      ...fault,
      clears: true,
      record: { ...fault.record, timestamp: now, observedTimestamp: now },
    });
  }

  #lookAgain(): void {
    this.#again = undefined;
    for (const [nic, fault] of this.#faults) {
      this.#looking = this.#looking.then(() =>
        this.#judge(nic, fault, () => this.#faults.get(nic) === fault && !this.#waiting.has(nic) && !this.#closed),
      );
    }
  }
}
