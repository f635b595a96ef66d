import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { AgentStatus } from "../../src/agent/agent-status.ts";
import { askStatus } from "../../src/agent/status-socket.ts";
import type { TlsMaterial } from "../../src/rpc/tls.ts";
import { eventually } from "./eventually.ts";

/** Ids of all checks: each is the name of its file. */
const CHECKS = readdirSync(new URL("../../src/checks/", import.meta.url)).map((file) => file.replace(/\.ts$/, ""));
/** What the agent sees of the machine itself, beside its logs. */
const LOOKS = ["clock-step", "guest-thread-blocked", "hung-task-blind", "log-stalled", "thread-blocked"];
const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));

/** One of our built programs as a real process. */
export interface Running {
  readonly child: ChildProcess;
  /** What it wrote to its standard error so far. */
  log(): string;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  kill(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
}

export interface Spawned {
  readonly program: "krane-agent" | "krane-collector" | "kranectl";
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Options of node itself. */
  readonly node?: readonly string[];
}

export function run({ program, args, env = process.env, node = [] }: Spawned): Running & { stdout(): string } {
  const child = spawn(process.execPath, [...node, join(DIST, `${program}.js`), ...args], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [log, out]: [string[], string[]] = [[], []];
  child.stderr.setEncoding("utf8").on("data", (text: string) => log.push(text));
  child.stdout.setEncoding("utf8").on("data", (text: string) => out.push(text));
  const ended = once(child, "close").then(([code, signal]) => (signal ?? code) as number | NodeJS.Signals | null);
  onTestFinished(() => void child.kill("SIGKILL"));
  return {
    child,
    log: () => log.join(""),
    stdout: () => out.join(""),
    ended,
    kill(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

/** Runs a command to its end. */
export async function command(...args: string[]): Promise<{ code: unknown; out: string; err: string }> {
  const running = run({ program: "krane-agent", args });
  return { code: await running.ended, out: running.stdout(), err: running.log() };
}

/** Everything that an agent needs in one folder; checks and looks are muted, since they would speak of the machine that tests run on. */
export class AgentHome {
  readonly folder: string;
  readonly socket: string;
  readonly config: string;
  readonly state: string;
  readonly #tls: { readonly address: string } | undefined;

  constructor(folder: string, collector?: { readonly address: string; readonly tls: TlsMaterial }) {
    this.folder = folder;
    this.socket = join(folder, "agent.sock");
    this.config = join(folder, "agent.yaml");
    this.state = join(folder, "state");
    mkdirSync(folder, { recursive: true });
    this.#tls = collector;
    if (collector === undefined) return;
    for (const name of ["ca", "cert", "key"] as const) writeFileSync(this.file(name), collector.tls[name]);
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  /** Writes the configuration; `more` replaces keys of it, and adds detectors. */
  configure({ detectors = {}, ...more }: Readonly<Record<string, unknown>> = {}): void {
    const muted = { enabled: false };
    const collector = this.#tls && {
      address: this.#tls.address,
      ca: this.file("ca"),
      certificate: this.file("cert"),
      key: this.file("key"),
    };
    const base = {
      ...(collector && { collector }),
      state: this.state,
      socket: this.socket,
      kmsg: false,
      logs: [],
      pstore: [],
      bosh: this.file("vcap"),
      detectors: { ...Object.fromEntries([...CHECKS, ...LOOKS].map((id) => [id, muted])), ...(detectors as object) },
    };
    // JSON is YAML.
    writeFileSync(this.config, JSON.stringify({ ...base, ...more }, null, 2));
  }

  spawn(more: Partial<Spawned> = {}): Running {
    return run({ program: "krane-agent", args: ["run", "--config", this.config], ...more });
  }

  /** Starts the daemon and waits until it answers. */
  async start(more: Partial<Spawned> = {}): Promise<Running> {
    const running = this.spawn(more);
    await Promise.race([
      this.when(({ pid }) => pid === running.child.pid),
      running.ended.then((code) => {
        throw new Error(`krane-agent ended with ${code}: ${running.log()}`);
      }),
    ]);
    return running;
  }

  status(): Promise<AgentStatus> {
    return askStatus(this.socket);
  }

  when(holds: (status: AgentStatus) => boolean, ms = 20_000): Promise<AgentStatus> {
    return eventually(
      async () => {
        const status = await this.status();
        if (!holds(status)) throw new Error(`not yet: ${JSON.stringify(status)}`);
        return status;
      },
      { ms },
    );
  }
}

/** krane-collector with its files in `folder`; after the first start always on the same port. */
export class CollectorHome {
  readonly database: string;
  readonly #args: readonly string[];
  #port = 0;

  constructor(folder: string, tls: TlsMaterial) {
    mkdirSync(folder, { recursive: true });
    this.database = join(folder, "collector.db");
    const files = (["ca", "cert", "key"] as const).flatMap((name) => {
      writeFileSync(join(folder, name), tls[name]);
      return [`--${name}`, join(folder, name)];
    });
    this.#args = ["--data", folder, ...files];
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  spawn(): Running {
    return run({ program: "krane-collector", args: ["serve", "--listen", this.address, ...this.#args] });
  }

  async start(): Promise<Running> {
    const running = this.spawn();
    this.#port = await eventually(() => {
      const port = /listening address=127\.0\.0\.1:(\d+)/.exec(running.log())?.[1];
      if (running.child.exitCode !== null) throw new Error(`krane-collector ended: ${running.log()}`);
      return port === undefined ? undefined : Number(port);
    });
    return running;
  }
}
