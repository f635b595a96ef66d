import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { eventually } from "./eventually.ts";
import { temporaryFolder } from "./folder.ts";
import { ROOT } from "./program.ts";

const SYSTEMD = "/usr/lib/systemd/systemd";
const SCRIPT = fileURLToPath(new URL("systemd-lab.sh", import.meta.url));
const NAMESPACES = ["--mount", "--pid", "--fork", "--cgroup", "--net", "--uts", "--ipc"];
const AGENT = join(ROOT, "dist/krane-agent.js");
const NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

/** Hierarchies in which a systemd wants to have groups: the unified one, or on older layouts its own of version 1 beside it. */
const HIERARCHIES = ["/sys/fs/cgroup", "/sys/fs/cgroup/systemd", "/sys/fs/cgroup/unified"].filter((path) =>
  existsSync(`${path}/cgroup.procs`),
);

/** Why no systemd of its own can be started here; undefined where it can. */
export function whyNoSystemd(): string | undefined {
  if (process.geteuid?.() !== 0) return "needs root";
  const missing = [SYSTEMD, "/usr/bin/dbus-daemon", "/usr/bin/systemctl"].filter((path) => !existsSync(path));
  if (missing.length > 0) return `${missing.join(", ")} not installed`;
  if (HIERARCHIES.length === 0) return "no cgroups to give it";
  const { status, stderr } = spawnSync("unshare", [...NAMESPACES, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]);
  return status === 0 ? undefined : `no namespaces of its own: ${String(stderr).trim()}`;
}

/** Units by their files' names; "mask" is a link to /dev/null, and a name with ".d/" in it a drop-in. */
export type UnitFiles = Readonly<Record<string, string>>;

function writeUnits(folder: string, units: UnitFiles): void {
  mkdirSync(folder);
  for (const [name, text] of Object.entries(units)) {
    if (name.includes("/")) mkdirSync(join(folder, name, ".."), { recursive: true });
    if (text === "mask") symlinkSync("/dev/null", join(folder, name));
    else writeFileSync(join(folder, name), text);
  }
}

/** The process that is PID 1 in its namespace, as this one counts. */
function initOf(unshare: number): number | undefined {
  const children = readFileSync(`/proc/${unshare}/task/${unshare}/children`, "utf8").trim();
  return children === "" ? undefined : Number(children.split(" ")[0]);
}

function removeGroups(path: string): void {
  const below = spawnSync("find", [path, "-depth", "-type", "d"], { encoding: "utf8" }).stdout;
  for (const folder of below.split("\n").filter((line) => line !== "")) rmdirSync(folder);
}

/** A real systemd as PID 1 of a root of its own, with these units and a real system bus; throws where it does not come up. */
export async function startSystemd(units: UnitFiles) {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder.path, name);
  mkdirSync(at("root"));
  writeUnits(at("units"), units);
  const groups = HIERARCHIES.map((path) => join(path, `krane-test-${process.pid}`));
  for (const group of groups) mkdirSync(group, { recursive: true });
  // The shell joins its groups before it has namespaces, so that they are the roots that systemd sees.
  const join1 = groups.map((group) => `echo $$ >${group}/cgroup.procs;`).join(" ");
  const child = spawn(
    "sh",
    [
      "-c",
      `${join1} exec setpriv --pdeathsig KILL unshare ${NAMESPACES.join(" ")} --kill-child sh "$@"`,
      "sh",
      SCRIPT,
      at("root"),
      at("units"),
      ROOT,
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const said: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => said.push(text));
  const ended = once(child, "close");
  const enter = (...command: readonly string[]) => {
    const namespaces = ["-t", String(initOf(child.pid ?? 0)), "-m", "-p", "-n", "-u", "-i"];
    const ran = spawnSync("nsenter", [...namespaces, ...command], { encoding: "utf8", timeout: 30_000 });
    return { code: ran.status, out: ran.stdout, err: ran.stderr };
  };
  const end = async () => {
    child.kill("SIGKILL");
    await ended;
    await eventually(() => {
      for (const group of groups) removeGroups(group);
      return true;
    });
    folder[Symbol.dispose]();
  };
  const isUp = () => {
    if (child.exitCode !== null) return true;
    return enter("systemctl", "is-active", "default.target").out.trim() === "active" || undefined;
  };
  await eventually(isUp, { everyMs: 100 }).catch(() => child.kill("SIGKILL"));
  if (child.exitCode !== null || child.killed) {
    await end();
    throw new Error(`systemd did not start: ${said.join("").trim()}`);
  }
  return {
    enter,
    /** Sends PID 1 a signal from outside. */
    signal: (name: NodeJS.Signals) => process.kill(initOf(child.pid ?? 0) ?? 0, name),
    systemctl: (...args: readonly string[]) => enter("systemctl", ...args),
    /** The built agent beside it, as root or as nobody. */
    agent: (args: readonly string[], asNobody = false) =>
      enter(...(asNobody ? NOBODY : []), process.execPath, AGENT, ...args),
    [Symbol.asyncDispose]: end,
  };
}
