import { statusCount } from "./format/scan-text.ts";
import { type Terminal, wantsColour } from "./terminal.ts";

/** Less work than this shows nothing. */
const QUIET_MS = 1000;
const EVERY_MS = 100;
const WIDTH = 24;
const ERASE = "\r\u001b[K";

/** Where the bar is drawn: standard error, or what a test gives. */
export interface ProgressScreen {
  write(text: string): void;
  readonly now: () => number;
}

export interface Progress {
  /** `done` and `total` are of the files; `bytes` were read of their text since the last step. */
  step(bytes: number, done: number, findings: number): void;
  /** Nothing of it stays on the screen. */
  clear(): void;
}

function bar(share: number): string {
  const filled = Math.round(share * WIDTH);
  return `[${"#".repeat(filled)}${".".repeat(WIDTH - filled)}] ${String(Math.floor(share * 100)).padStart(3)} %  `;
}

/** A line that says how far the work is, from its second second on. `total` is undefined where nobody knows how much there is. */
export function progressOn(screen: ProgressScreen, total: number | undefined, terminal: Terminal): Progress {
  const startedAt = screen.now();
  let [bytes, drawnAt, isDrawn] = [0, startedAt + QUIET_MS - EVERY_MS, false];
  return {
    step(more, done, findings) {
      bytes += more;
      const now = screen.now();
      if (now - drawnAt < EVERY_MS) return;
      drawnAt = now;
      isDrawn = true;
      const speed = Math.round(bytes / 1000 / (now - startedAt));
      const share = total === undefined || total === 0 ? "" : bar(Math.min(1, done / total));
      const read = total === undefined ? `${Math.round(bytes / 1e6)} MB  ` : "";
      screen.write(`${ERASE}${share}${read}${speed} MB/s  ${statusCount(findings, terminal)}`);
    },
    clear() {
      if (isDrawn) screen.write(ERASE);
      isDrawn = false;
    },
  };
}

/** A bar on standard error; undefined where that is no terminal, or one that wants no such thing. */
export function progressBar(
  total: number | undefined,
  terminal: Terminal,
  stream: NodeJS.WriteStream = process.stderr,
): Progress | undefined {
  if (stream.isTTY !== true || !wantsColour(process.env)) return undefined;
  return progressOn({ write: (text) => void stream.write(text), now: () => performance.now() }, total, terminal);
}
