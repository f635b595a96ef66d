import { execa } from "execa";

/** One run of a program that is not ours. */
export interface Run {
  /** Absolute. */
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  /** Undefined where it did not end by itself. */
  readonly exitCode: number | undefined;
  readonly isLate: boolean;
}

/** A process that waits for a dead disk cannot even be killed: its end is not waited for longer than this. */
const KILL_MS = 250;

const LATE: Ran = { stdout: "", stderr: "", exitCode: undefined, isLate: true };

/** Runs a program without a shell, without input and with no environment but the one given; more output than allowed is cut. */
export async function run({ file, args, env, timeoutMs, maxBytes }: Run): Promise<Ran> {
  const child = execa(file, args, {
    cwd: "/",
    env,
    extendEnv: false,
    stdin: "ignore",
    reject: false,
    stripFinalNewline: false,
    timeout: timeoutMs,
    killSignal: "SIGKILL",
    maxBuffer: maxBytes,
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Ran>((resolve) => {
    timer = setTimeout(() => resolve(LATE), timeoutMs + KILL_MS);
  });
  try {
    return await Promise.race([child.then(ranOf), late]);
  } finally {
    clearTimeout(timer);
  }
}

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode?: number;
  readonly timedOut: boolean;
  readonly originalMessage?: string | undefined;
}

/** A program that could not be started has no exit code, and its reason in the message. */
function ranOf({ stdout, stderr, exitCode, timedOut, originalMessage = "" }: Ended): Ran {
  return { stdout, stderr: stderr === "" ? originalMessage : stderr, exitCode, isLate: timedOut };
}
