import { parseArgs } from "node:util";
import { type Collector, startCollector } from "../collector/server.ts";
import { EXIT_CONFIG, EXIT_USAGE, explainError, KraneError, type Log, logTo } from "../core/index.ts";
import { addressOf, readTls } from "./collector-files.ts";
import { requireRuntime } from "./runtime.ts";
import { VERSION } from "./version.ts";

/** The world of a command: where its texts go, and when it has to end. */
export interface CollectorIo {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Aborts with SIGTERM and SIGINT. */
  readonly signal: AbortSignal;
  /** Calls back at SIGHUP, until the signal aborts. */
  readonly onReload: (reload: () => void) => void;
}

const HELP = `Usage: krane-collector serve [options]

Takes the findings of the agents, keeps them, and answers kranectl.

Options:
  --listen HOST:PORT  where to listen; port 0 takes a free one   (0.0.0.0:7443)
  --data DIR          where collector.db lives                   (/var/lib/krane-collector)
  --ca FILE           PEM of the CA that signed agents and operators
                                                    (/etc/krane-collector/ca.crt)
  --cert FILE         PEM of this collector's certificate
                                                    (/etc/krane-collector/tls.crt)
  --key FILE          PEM of its key                (/etc/krane-collector/tls.key)
  --help, --version

SIGHUP reads the three PEM files again. SIGTERM ends it within a second.
Exit codes: 0 ended, 64 wrong usage, 78 bad configuration, 3 it could not go on.
`;

const OPTIONS = {
  listen: { type: "string", default: "0.0.0.0:7443" },
  data: { type: "string", default: "/var/lib/krane-collector" },
  ca: { type: "string", default: "/etc/krane-collector/ca.crt" },
  cert: { type: "string", default: "/etc/krane-collector/tls.crt" },
  key: { type: "string", default: "/etc/krane-collector/tls.key" },
  help: { type: "boolean", short: "h", default: false },
  version: { type: "boolean", default: false },
} as const;

type Values = ReturnType<typeof parse>["values"];

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (cause) {
    throw new KraneError("KRANE_CLI_USAGE", explainError(cause));
  }
}

async function start(values: Values, log: Log): Promise<Collector> {
  requireRuntime("krane-collector serve");
  const address = addressOf(values.listen);
  if (address === undefined) {
    throw new KraneError("KRANE_CLI_USAGE", `--listen wants HOST:PORT, not "${values.listen}"`);
  }
  const tls = readTls(values);
  const database = `${values.data}/collector.db`;
  const collector = await startCollector({ ...address, database, tls, version: VERSION, log });
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  log("info", "listening", { address: `${host}:${collector.port}`, version: VERSION });
  return collector;
}

async function serve(values: Values, io: CollectorIo): Promise<number> {
  const log = logTo(io.stderr, "collector");
  const collector = await start(values, log);
  io.onReload(() => {
    try {
      collector.renew(readTls(values));
      log("info", "read the certificate again", { file: values.cert });
    } catch (error) {
      log("error", "kept the old certificate", { error });
    }
  });
  if (!io.signal.aborted) {
    await new Promise((resolve) => io.signal.addEventListener("abort", resolve, { once: true }));
  }
  await collector.close();
  log("info", "stopped");
  return 0;
}

function exitCodeOf(error: unknown): number {
  if (!(error instanceof KraneError)) return 3;
  if (error.code === "KRANE_CLI_USAGE") return EXIT_USAGE;
  return error.code === "KRANE_CONFIG_INVALID" || error.code === "KRANE_COLLECTOR_LISTEN" ? EXIT_CONFIG : 3;
}

/** The command `krane-collector`: its exit code, once it has ended. */
export async function collectorMain(argv: readonly string[], io: CollectorIo): Promise<number> {
  try {
    const { values, positionals } = parse(argv);
    if (values.help || values.version) {
      io.stdout(values.help ? HELP : `krane-collector ${VERSION}\n`);
      return 0;
    }
    if (positionals.length !== 1 || positionals[0] !== "serve") {
      throw new KraneError("KRANE_CLI_USAGE", `what to do? "krane-collector serve", or --help for all of it`);
    }
    return await serve(values, io);
  } catch (error) {
    const code = exitCodeOf(error);
    if (code === EXIT_USAGE) io.stderr(`krane-collector: ${explainError(error)}\n`);
    else logTo(io.stderr, "collector")("error", "cannot go on", { error });
    return code;
  }
}
