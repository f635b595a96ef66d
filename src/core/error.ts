/** Every error of the project, by code: `KRANE_<AREA>_<WHAT>`, and what it means. docs/errors.md is made of this table. */
export const ERROR_CODES = {
  KRANE_CORE_DURATION: "a text is not a duration such as 30s or 5m",
  KRANE_CLI_USAGE: "the command line is wrong; the exit code is 64",
  KRANE_CLI_RUNTIME: "the Node that runs the program is too old for this command",
  KRANE_CLI_OUTPUT: "what a command has to say could not be written",
  KRANE_HOST_READ: "a file of the host exists but could not be read",
  KRANE_HOST_TOO_LARGE: "a file of the host is larger than any honest one of its kind",
  KRANE_HOST_DEADLINE: "a check took longer than its deadline",
  KRANE_DETECT_LITERAL: "a literal of a rule cannot be looked for: too short, not ASCII, or twice",
  KRANE_SCAN_INPUT: "an input of scan is missing, unreadable or not a text log",
  KRANE_CONFIG_INVALID: "the configuration is not valid; the exit code is 78",
  KRANE_RPC_INVALID: "a message of a peer, or bytes that should be one, cannot be what they claim to be",
  KRANE_RPC_FAILED: "a call over gRPC failed",
  KRANE_QUERY_UNREACHABLE:
    "the collector could not be reached, or does not take this certificate; the message has the reason and the way out",
  KRANE_QUERY_REFUSED: "the collector was reached and did not answer an operator's question; the message says why",
  KRANE_STORE_OPEN: "the collector's database could not be opened",
  KRANE_STORE_FAILED: "the collector's database did not take a change or answer a query",
  KRANE_COLLECTOR_LISTEN: "the collector could not listen at its address",
  KRANE_COLLECTOR_ASK: "a host could not be asked: it is not connected, cannot answer that, or did not answer in time",
  KRANE_AGENT_SOCKET: "the daemon's status socket could not be opened, or no daemon answers on it",
  KRANE_AGENT_QUESTION: "the centre asked for something that this agent does not have",
  KRANE_SOURCE_OPEN: "a log exists but could not be opened; the message names the right that is missing",
  KRANE_SOURCE_READ: "a log that was open could not be read any more",
  KRANE_OUTBOX_LOCKED: "another process uses the outbox; one agent per state directory",
  KRANE_OUTBOX_OPEN: "the outbox could not be opened or made",
  KRANE_OUTBOX_READ: "the outbox could not be read for a reason that making it anew does not mend",
  KRANE_OUTBOX_WRITE: "a change of the outbox failed for a reason that waiting does not mend",
} as const satisfies Record<`KRANE_${string}`, string>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** The one error class. `message` says what was tried and on what; the cause is kept. */
export class KraneError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "KraneError";
    this.code = code;
  }
}

/** Code of a system call's error ("ENOENT"); undefined of anything else that was thrown. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Code of a KraneError, of another bundle of the program as well, whose class is another one; undefined of anything else. */
export function kraneCode(error: unknown): ErrorCode | undefined {
  const code = errorCode(error);
  return code !== undefined && Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : undefined;
}

/** One line for a person about anything that was thrown: each message of the chain of causes, outermost first. */
export function explainError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `: ${explainError(error.cause)}`;
  return `${error.message}${cause}`;
}
