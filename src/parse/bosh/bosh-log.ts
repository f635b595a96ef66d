import { BoshDocument } from "./bosh-document.ts";
import { instanceIn } from "./bosh-errors.ts";
import { boshEvent, boshResult } from "./bosh-json.ts";
import { type BoshLine, boshLine, isBoshEvent, isBoshResult, plainBosh } from "./bosh-line.ts";
import { BoshPaste } from "./bosh-paste.ts";
import {
  type BoshContext,
  type BoshRecord,
  failureRecord,
  problemRecord,
  stateRecord,
  tracedRecord,
  updatedRecord,
} from "./bosh-record.ts";
import { timeOfDay } from "./bosh-time.ts";

type Line<K extends BoshLine["kind"]> = Extract<BoshLine, { kind: K }>;

interface Failure {
  readonly message: string;
  readonly stage: Line<"stage"> | undefined;
  readonly lines: readonly string[];
  time: string;
}

/** Of one task; a director stops at the first failures. */
const MOST_FAILURES = 256;

/**
 * Reads what bosh prints: task logs, `--json`, event logs, instances, vms and cck, in one text one after the other. The lines of a task belong
 * together: its error stands twice and its date at the end, so that a failure is told when its task is over. Time without a date is UTC.
 */
export class BoshLog {
  readonly #now: number;
  readonly #paste: BoshPaste;
  #task: string | undefined;
  #deployment: string | undefined;
  #stage: Line<"stage"> | undefined;
  #stageLine = "";
  #startedAt: number | undefined;
  #failures: Failure[] = [];
  #updated: string[] = [];
  /** Of the last row, for the processes below it. */
  #instance: string | undefined;
  #scan: { readonly text: string; readonly line: string } | undefined;
  /** Messages of events that were told: the task's own error repeats one. */
  readonly #told = new Set<string>();
  readonly #document = new BoshDocument();

  constructor(now: number, path = "") {
    this.#now = now;
    this.#paste = new BoshPaste(path);
  }

  /** Takes a line; undefined where it is none of bosh's. */
  push(pasted: string): readonly BoshRecord[] | undefined {
    const text = plainBosh(pasted);
    const lines = this.#document.push(text);
    if (lines !== undefined) return lines.flatMap((line) => this.#read(line) ?? []);
    if (isBoshResult(text)) return boshResult(text).flatMap((line) => this.#read(line) ?? []);
    return isBoshEvent(text) ? this.#event(text) : this.#read(text);
  }

  #read(text: string): readonly BoshRecord[] | undefined {
    const traced = tracedRecord(this.#context, this.#paste.pathOf(text), text);
    if (traced !== undefined) return [traced];
    const line = boshLine(text);
    return line === undefined ? undefined : this.#take(line, text);
  }

  /** Tells what waits for lines behind it. */
  flush(): readonly BoshRecord[] {
    const scan = this.#scan;
    this.#scan = undefined;
    const counted =
      scan === undefined ? [] : [problemRecord(this.#context, { type: "scan", description: scan.text }, scan.line)];
    return [...this.#closeTask(), ...counted];
  }

  end(): readonly BoshRecord[] {
    const rest = this.#document.end().flatMap((line) => this.#read(line) ?? []);
    return [...rest, ...this.flush()];
  }

  get #context(): BoshContext {
    return { now: this.#now, deployment: this.#deployment, task: this.#task };
  }

  #take(line: BoshLine, text: string): readonly BoshRecord[] {
    switch (line.kind) {
      case "stage":
        return this.#staged(line, text);
      case "error":
        return this.#error(line, text);
      case "part-error":
        return this.#fail({ message: line.message, time: this.#stage?.time ?? "" }, text);
      case "failed":
        return this.#failedStage(line, text);
      case "task":
        return this.#turn(line.task, line.state === "ended");
      case "started":
        this.#startedAt = line.at;
        return [];
      case "deployment":
        this.#deployment = line.name;
        return [];
      case "scan":
        if (line.bad) this.#scan = { text: line.text, line: text };
        return [];
      case "problem":
        this.#scan = undefined;
        return [problemRecord(this.#context, line, text)];
      case "state":
        return this.#state(line, text);
    }
  }

  /** Another task begins, or this one is over. */
  #turn(task: string | undefined, ended: boolean): readonly BoshRecord[] {
    if (task === undefined || (task === this.#task && !ended)) return [];
    const isOther = this.#task !== undefined && task !== this.#task;
    if (isOther) {
      const told = this.flush();
      this.#task = task;
      return told;
    }
    this.#task = task;
    return ended ? this.#closeTask() : [];
  }

  /** Tells what waits for the end of its task. The counts of a scan wait on: its problems come behind the task. */
  #closeTask(): readonly BoshRecord[] {
    const failures = this.#failures.map((failure) => this.#failed(failure));
    const failed = new Set(failures.map(({ record }) => record.attributes["krane.bosh.instance"]));
    const updated = this.#updated.filter((instance) => !failed.has(instance));
    this.#failures = [];
    this.#updated = [];
    this.#stage = undefined;
    this.#stageLine = "";
    this.#startedAt = undefined;
    return [...updated.map((instance) => updatedRecord(this.#context, instance)), ...failures];
  }

  #staged(line: Line<"stage">, text: string): readonly BoshRecord[] {
    const told = this.#turn(line.task, false);
    this.#stage = line;
    this.#stageLine = text;
    const instance = line.done && line.stage.startsWith("Updating") ? instanceIn(line.detail) : undefined;
    if (instance !== undefined && this.#updated.length < MOST_FAILURES) this.#updated.push(instance);
    return told;
  }

  #failedStage({ stage, detail, message }: Line<"failed">, text: string): readonly BoshRecord[] {
    this.#stage = { kind: "stage", task: undefined, time: "", stage, detail, done: false };
    this.#stageLine = "";
    return this.#fail({ message, time: "" }, text);
  }

  #error({ task, time, message }: Line<"error">, text: string): readonly BoshRecord[] {
    const told = this.#turn(task, false);
    const same = this.#failures.find((failure) => failure.message === message);
    if (same === undefined) this.#fail({ message, time }, text);
    else same.time = time;
    return told;
  }

  #fail(failure: Pick<Failure, "message" | "time">, text: string): readonly BoshRecord[] {
    const lines = [this.#stageLine, text].filter((line) => line !== "");
    if (this.#failures.length < MOST_FAILURES) this.#failures.push({ ...failure, stage: this.#stage, lines });
    return [];
  }

  #failed({ message: said, stage, lines, time }: Failure): BoshRecord {
    const about = { stage: stage?.stage ?? "", detail: stage?.detail ?? "" };
    return failureRecord(this.#context, { said, ...about, lines, at: timeOfDay(time, this.#startedAt), time });
  }

  #state({ instance = this.#instance, process, state }: Line<"state">, text: string): readonly BoshRecord[] {
    this.#instance = instance;
    return instance === undefined ? [] : [stateRecord(this.#context, { instance, process, state }, text)];
  }

  #event(text: string): readonly BoshRecord[] {
    const event = boshEvent(text);
    if (event === undefined) return [];
    const { message: said, stage, task: detail, at } = event;
    if (said === undefined) {
      const isUpdate = event.state === "finished" && stage.startsWith("Updating");
      const instance = isUpdate ? instanceIn(detail) : undefined;
      return instance === undefined ? [] : [updatedRecord(this.#context, instance)];
    }
    if (this.#told.has(said)) return [];
    if (this.#told.size < MOST_FAILURES) this.#told.add(said);
    const time = new Date(at).toISOString().slice(11, 19);
    return [failureRecord(this.#context, { said, stage, detail, lines: [text], at, time })];
  }
}
