import { closeSync, openSync, writeSync } from "node:fs";
import { BOOT_LINES, LINES } from "./log-lines.ts";

/** What the log is to be like. */
export interface LogPlan {
  readonly bytes: number;
  /** Messages of the kernel that are hits; one line in 10,000 is one of them, in turn. */
  readonly hits: readonly string[];
}

const HITS_EVERY = 10_000;
/** One line in so many is of a boot: two boots of some 1,700 lines in 500 MB. */
const BOOT_EVERY = 1000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The same numbers on every machine: xorshift32. */
function random(): () => number {
  let state = 0x9e3779b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

type Part = (next: () => number, line: number) => string;

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}

const PARTS: Readonly<Record<string, Part>> = {
  n: (next) => String(next() % 100_000),
  h: (next) => hex(next()),
  u: (next) =>
    `${hex(next())}-${hex(next()).slice(4)}-4${hex(next()).slice(5)}-a${hex(next()).slice(5)}-${hex(next())}f01d`,
  ip: (next) => `10.${next() % 256}.${next() % 256}.${next() % 256}`,
  up: (_, line) => (1019.110825 + line * 0.731).toFixed(6).padStart(12),
  t: (next) => `tap${hex(next())}-${hex(next()).slice(6)}`,
};

/** A template as literal texts and parts in turn. */
function compile(template: string): readonly (string | Part)[] {
  return template
    .split(/\{(n|h|u|ip|up|t)\}/)
    .map((piece, index) => (index % 2 === 0 ? piece : (PARTS[piece] ?? piece)));
}

function header(line: number): string {
  const second = Math.floor(line / 20);
  const two = (value: number) => String(value).padStart(2, "0");
  const month = MONTHS[Math.floor(second / 2_592_000) % 12];
  const day = String((Math.floor(second / 86_400) % 30) + 1).padStart(2);
  return `${month} ${day} ${two(Math.floor(second / 3600) % 24)}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)} krane-hn1prod-com0369 `;
}

/** Lines, one in 10,000 of them a hit. */
function* lines(hits: readonly string[]): Generator<string> {
  const templates = LINES.map(compile);
  const boot = BOOT_LINES.map(compile);
  const faults = hits.map((hit) => compile(`kernel: [{up}] ${hit}`));
  const next = random();
  for (let line = 0; ; line++) {
    const common = (next() / 2 ** 32) ** 2;
    const usual =
      line % BOOT_EVERY === 1
        ? boot[((line / BOOT_EVERY) % boot.length) | 0]
        : templates[Math.floor(common * templates.length)];
    const fault = line % HITS_EVERY === 0 ? faults[(line / HITS_EVERY) % faults.length] : undefined;
    const pieces = fault ?? usual ?? [];
    yield `${header(line)}${pieces.map((piece) => (typeof piece === "string" ? piece : piece(next, line))).join("")}\n`;
  }
}

/** The beginning of such a log, without hits. */
export function sampleLog(bytes: number): string {
  let text = "";
  for (const line of lines([])) {
    if (text.length >= bytes) break;
    text += line;
  }
  return text;
}

/** Writes the syslog of `plan` to `path`. Deterministic, so that figures of two machines compare. */
export function writeLog(path: string, plan: LogPlan): void {
  const file = openSync(path, "w");
  let text = "";
  for (let left = plan.bytes, source = lines(plan.hits); left > 0; ) {
    text += source.next().value;
    if (text.length < 1 << 18) continue;
    left -= writeSync(file, text.slice(0, left), undefined, "latin1");
    text = "";
  }
  closeSync(file);
}
