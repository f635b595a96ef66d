import { execFile } from "node:child_process";
import { ENV, type Ran, ROOT, ran } from "./program.ts";

const AGENT = `${ROOT}dist/krane-agent.js`;
const NAMESPACES = ["--mount", "--uts"];

/** Why there can be no host of another name here; undefined where there can. */
export function whyNoHost(): string | undefined {
  if (process.geteuid?.() !== 0) return "needs root";
  const { code, err } = ran("unshare", [...NAMESPACES, "mount", "-t", "tmpfs", "none", "/run"]);
  return code === 0 ? undefined : `no namespaces of its own: ${err.trim()}`;
}

/** A host of the fleet as the agent sees it: its name, and folders in the places below /run where daemons listen. */
export interface FleetHost {
  readonly name: string;
  readonly run?: Readonly<Record<string, string>>;
  readonly asNobody?: boolean;
}

/** The command that runs the built agent there: in namespaces of its own, so that nothing of this machine is changed. */
export function agentOn({ name, run = {}, asNobody = false }: FleetHost, args: readonly string[]): readonly string[] {
  const mounts = Object.entries(run).map(([at, folder]) => `mkdir -p ${at} && mount --bind ${folder} ${at}`);
  const nobody = asNobody ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : "";
  const script = [`hostname ${name}`, "mount -t tmpfs none /run", ...mounts, `exec ${nobody}"$@"`].join(" && ");
  return ["unshare", ...NAMESPACES, "sh", "-c", script, "sh", process.execPath, AGENT, ...args];
}

/** Runs it while this process goes on, for daemons that live in it. */
export function runningOn(host: FleetHost, args: readonly string[]): Promise<Ran> {
  const [command = "", ...rest] = agentOn(host, args);
  return new Promise((resolve) => {
    const child = execFile(command, rest, { env: ENV, timeout: 50_000 }, (_, out, err) =>
      resolve({ code: child.exitCode, out, err }),
    );
  });
}

/** Runs it to its end. */
export function ranOn(host: FleetHost, args: readonly string[]): Ran {
  const [command = "", ...rest] = agentOn(host, args);
  return ran(command, rest);
}
