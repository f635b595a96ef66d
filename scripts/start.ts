import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { createAuthority, type Issued } from "../src/collector/x509.ts";
import { buildAll } from "./build-all.ts";
import { programFile } from "./programs.ts";

const HOME = fileURLToPath(new URL("../.krane", import.meta.url));
/** What does not end by itself in this time is killed. */
const STOP_MS = 3000;

const running = new Set<{ kill(): boolean }>();
let stopping = false;

function say(text: string): void {
  process.stderr.write(`krane: ${text}\n`);
}

function stop(): void {
  stopping = true;
  for (const child of running) child.kill();
}

/** Starts one of our programs and shows its log; when it ends by itself, everything ends. */
function start(program: string, args: readonly string[], heard: (line: string) => void = () => undefined): void {
  const stdio = { stdin: "ignore", stdout: "inherit", stderr: "pipe", buffer: false } as const;
  const options = { ...stdio, cwd: HOME, reject: false, forceKillAfterDelay: STOP_MS } as const;
  const child = execa(process.execPath, [programFile(program), ...args], options);
  running.add(child);
  createInterface({ input: child.stderr }).on("line", (line) => {
    process.stderr.write(`${line.replace(/^<\d>/, "")}\n`);
    heard(line);
  });
  void child.then(({ exitCode, signal }) => {
    running.delete(child);
    if (stopping) return;
    say(`${program} ended (${signal ?? exitCode}); stopping the others`);
    process.exitCode = 1;
    stop();
  });
}

/** Throw-away certificates for this run: a collector, an agent that is this host, and an operator. */
async function makeCertificates(host: string): Promise<void> {
  const authority = await createAuthority();
  const write = (name: string, { cert, key }: Issued) => {
    writeFileSync(`${HOME}/pki/${name}.crt`, cert);
    writeFileSync(`${HOME}/pki/${name}.key`, key, { mode: 0o600 });
  };
  mkdirSync(`${HOME}/pki`, { recursive: true, mode: 0o700 });
  writeFileSync(`${HOME}/pki/ca.crt`, authority.cert);
  write("collector", await authority.issue({ server: { dns: ["localhost"], ip: ["127.0.0.1"] } }));
  write("agent", await authority.issue({ client: { role: "host", name: host } }));
  write("operator", await authority.issue({ client: { role: "operator", name: "npm-start" } }));
}

/** Starts the collector on a free port of the loopback; gives its address when it listens. */
function startCollector(): Promise<string> {
  const pki = (name: string) => `${HOME}/pki/${name}`;
  const tls = ["--ca", pki("ca.crt"), "--cert", pki("collector.crt"), "--key", pki("collector.key")];
  const args = ["serve", "--listen", "127.0.0.1:0", "--data", `${HOME}/collector`, ...tls];
  return new Promise((resolve) => {
    start("krane-collector", args, (line) => {
      const address = /listening address=(\S+)/.exec(line)?.[1];
      if (address !== undefined) resolve(address);
    });
  });
}

function writeConfigs(address: string): void {
  const pki = (name: string) =>
    `ca: ${HOME}/pki/ca.crt\ncertificate: ${HOME}/pki/${name}.crt\nkey: ${HOME}/pki/${name}.key\n`;
  const indented = pki("agent").replace(/^(?=.)/gm, "  ");
  const agent = `collector:\n  address: ${address}\n${indented}state: ${HOME}/agent\nsocket: ${HOME}/agent.sock\n`;
  writeFileSync(`${HOME}/agent.yaml`, agent);
  writeFileSync(`${HOME}/kranectl.yaml`, `collector: ${address}\n${pki("operator")}`);
}

await buildAll();
mkdirSync(HOME, { recursive: true });
await makeCertificates(hostname());
const address = await startCollector();
writeConfigs(address);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
const settings = ["--config", `${HOME}/kranectl.yaml`];
// What an earlier run left open; the watch shows only what is new.
await execa(process.execPath, [programFile("kranectl"), "findings", "--open", ...settings], {
  stdout: "inherit",
  reject: false,
});
if (!stopping) {
  start("kranectl", ["watch", ...settings]);
  start("krane-agent", ["run", "--config", `${HOME}/agent.yaml`]);
  say(
    `a collector on ${address} and an agent on ${hostname()} are running; findings appear below as they arrive, Ctrl-C ends both`,
  );
  say("in a second terminal: npm run -s kranectl -- findings");
  say("                      npm run -s krane-agent -- status --socket .krane/agent.sock");
}
