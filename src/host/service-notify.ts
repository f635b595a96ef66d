import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { explainError, type Log } from "../core/index.ts";

const PROGRAM = "/usr/bin/systemd-notify";
const TIMEOUT_MS = 2000;

const runFile = promisify(execFile);

/** The service manager's side of sd_notify(3): readiness, reloads, the watchdog. */
export interface ServiceNotify {
  ready(status: string): Promise<void>;
  reloading(): Promise<void>;
  stopping(): Promise<void>;
  /** How often the watchdog wants to hear of this process, ms; undefined where there is none. */
  readonly watchdogMs: number | undefined;
  alive(): Promise<void>;
}

/** sd_notify asks for half of the watchdog's time. */
function watchdogMs(env: NodeJS.ProcessEnv): number | undefined {
  const micros = Number(env.WATCHDOG_USEC);
  return Number.isFinite(micros) && micros > 0 ? micros / 2000 : undefined;
}

/**
 * Tells systemd how this process is, one message after the other. Node has no datagram sockets of the unix family, so each message is a
 * child of systemd-notify (7 ms; through execa it was 22 MB for good), and the unit has to say NotifyAccess=all. Nothing happens where
 * no service manager listens.
 */
export function serviceNotify(env: NodeJS.ProcessEnv, log: Log): ServiceNotify {
  const socket = env.NOTIFY_SOCKET ?? "";
  let failing = false;
  let last = Promise.resolve();
  const send = async (words: readonly string[]): Promise<void> => {
    try {
      const options = { env: { NOTIFY_SOCKET: socket }, timeout: TIMEOUT_MS, killSignal: "SIGKILL" } as const;
      await runFile(PROGRAM, [`--pid=${process.pid}`, ...words], options);
      failing = false;
    } catch (error) {
      if (!failing) log("warning", "cannot tell the service manager", { error: explainError(error) });
      failing = true;
    }
  };
  const tell = (...words: string[]): Promise<void> => {
    if (socket !== "") last = last.then(() => send(words));
    return last;
  };
  return {
    ready: (status) => tell("READY=1", `STATUS=${status}`),
    reloading: () => tell("RELOADING=1"),
    stopping: () => tell("STOPPING=1"),
    watchdogMs: socket === "" ? undefined : watchdogMs(env),
    alive: () => tell("WATCHDOG=1"),
  };
}
