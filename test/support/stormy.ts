import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../../src/core/index.ts";
import { Outbox } from "../../src/outbox/outbox.ts";
import { decodeFinding } from "../../src/rpc/codec.ts";
import { temporaryFolder } from "./collectors.ts";
import { AgentHome, type Running } from "./daemons.ts";

const LOGROTATE = "/usr/sbin/logrotate";

/** Whether this machine has logrotate. */
export const HAS_LOGROTATE: boolean = existsSync(LOGROTATE);

/** Rotates the logs with the machine's own logrotate. */
export function logrotate(paths: readonly string[], ...options: string[]): void {
  const folder = temporaryFolder();
  const config = join(folder, "logrotate.conf");
  const body = ["rotate 9", "missingok", "nocompress", ...options].map((line) => `  ${line}\n`).join("");
  writeFileSync(config, paths.map((path) => `${path} {\n${body}}\n`).join(""), { mode: 0o644 });
  execFileSync(LOGROTATE, ["--force", "--state", join(folder, "state"), config], { stdio: "pipe" });
}

/** When the storms begin: on a second, an hour ago. */
const START = Math.floor(Date.now() / 3_600_000 - 1) * 3_600_000;
const PER_SECOND = 50_000;
const LINES_AT_ONCE = 20_000;

/** Event `n` of a storm as rsyslog writes it; those that vary do not say the same twice. */
export function stormLine(n: number, vary: boolean): string {
  const us = Math.floor(n / PER_SECOND) * 1_000_000 + (n % PER_SECOND);
  const at = new Date(START + us / 1000).toISOString().slice(0, 19);
  const micros = String(us % 1_000_000).padStart(6, "0");
  const stamp = `[${String(1000 + Math.floor(us / 1e6)).padStart(5)}.${micros}]`;
  return `${at}.${micros}+00:00 hn1prod-com0001 kernel: ${stamp} ixgbe 0000:3b:00.0 storm0: NIC Link is Down${vary ? ` ${n}` : ""}\n`;
}

/** The last line of a storm: it is told at once, when all before it was read. */
const LAST = `${new Date(START + 3_000_000).toISOString().replace("Z", "000+00:00")} hn1prod-com0001 kernel: [ 4000.000000] ixgbe 0000:3b:00.1 last0: NIC Link is Down\n`;

/** A daemon without a collector that follows logs of its own, and writers of storms into them. */
export class Stormy {
  readonly home = new AgentHome(temporaryFolder());
  readonly logs: readonly string[];

  constructor(names: readonly string[]) {
    this.logs = names.map((name) => this.home.file(name));
    for (const path of this.logs) writeFileSync(path, "");
    this.home.configure({ logs: this.logs });
  }

  /** Starts the daemon; before its first run it has had one that noted where the logs end: what stood there is not news. */
  async start(): Promise<Running> {
    if (!existsSync(this.home.state)) await (await this.home.start()).kill("SIGTERM");
    return this.home.start();
  }

  /** Writes the events [from, end) into a log. */
  write(
    from: number,
    end: number,
    { vary = false, log = 0 }: { readonly vary?: boolean; readonly log?: number } = {},
  ): void {
    for (let at = from; at < end; at += LINES_AT_ONCE) {
      let text = "";
      for (let n = at; n < Math.min(end, at + LINES_AT_ONCE); n++) text += stormLine(n, vary);
      appendFileSync(this.logs[log] ?? "", text);
    }
  }

  /** Waits until the logs were read to their ends. */
  async ended(open: number): Promise<void> {
    for (const path of this.logs) appendFileSync(path, LAST);
    await this.home.when(({ findings }) => findings.open >= open, 120_000);
  }

  /** What was told of the storm, telling by telling, after the daemon has ended. */
  told(): readonly Finding[] {
    const outbox = Outbox.open(this.home.state, { maxBytes: 2 ** 26 });
    try {
      const all = outbox.after(0, 1000).map(({ payload }) => decodeFinding(payload));
      return all.filter(({ subject }) => subject.name !== "last0");
    } finally {
      outbox.close();
    }
  }
}
