import { type Host, look, lookAt } from "../../core/index.ts";
import { parseMounts } from "../disk/mounts.ts";
import type { ProgramState, SeenProgram } from "./monit-programs.ts";
import type { MonitProgram } from "./monitrc.ts";

type Seen = Pick<SeenProgram, "state" | "why">;

/** What a shell script says of its interpreter stands in its first bytes (Linux: BINPRM_BUF_SIZE). */
const HEAD_BYTES = 256;
/** Without these there is no host: they are not looked at, so that no capture holds them. */
const ALWAYS_THERE = ["/bin/sh", "/bin/bash", "/usr/bin/bash", "/bin/dash", "/usr/bin/env", "/usr/bin/sh"];

async function fileState(host: Host, { path, isRead }: MonitProgram): Promise<ProgramState> {
  try {
    const stat = await host.stat(path);
    if (stat === undefined) return "missing";
    // A captured tree has no rights of what it could not keep; what is no file is somebody's own doing.
    if (stat.kind !== "file" || stat.mode === 0) return "unseen";
    return isRead === true || (stat.mode & 0o111) !== 0 ? "there" : "not executable";
  } catch {
    return "unseen";
  }
}

/** The interpreter of a script that is not there: exec(2) says ENOENT of the script, which everybody sees lying there. */
async function lostInterpreter(host: Host, path: string): Promise<string | undefined> {
  const head = await lookAt(host, path, HEAD_BYTES);
  if (!head.known) return undefined;
  const line = String.fromCharCode(...head.value).split("\n", 1)[0] ?? "";
  const interpreter = /^#![ \t]*(\/[^ \t]{1,200})/.exec(line)?.[1];
  if (interpreter === undefined || ALWAYS_THERE.includes(interpreter)) return undefined;
  try {
    if ((await host.stat(interpreter)) !== undefined) return undefined;
    // In a captured tree nothing lies beside what was looked at: there its absence says nothing.
    const dir = interpreter.slice(0, interpreter.lastIndexOf("/"));
    return interpreter.endsWith("\r") || (await host.list(dir)).length > 0 ? interpreter : undefined;
  } catch {
    return undefined;
  }
}

/** Mounted so everywhere, and no place of programs. */
const USUAL = /^\/(?:proc|sys|dev|run)(?:\/|$)/;

/** Where a path leads over the links of its directories: BOSH's /var/vcap/jobs/x is one to /var/vcap/data/jobs/x. */
async function followed(host: Host, path: string): Promise<string> {
  let real = path;
  for (let links = 0, end = real.indexOf("/", 1); end > 0 && links < 8; end = real.indexOf("/", end + 1)) {
    const target = await host.readlink(real.slice(0, end)).catch(() => undefined);
    if (target?.startsWith("/") !== true) continue;
    real = `${target}${real.slice(end)}`;
    [links, end] = [links + 1, 0];
  }
  return real;
}

/** The mount that lets nothing on it be executed, root's programs neither (mount(8)); init's view, since a unit has one of its own. */
async function noexecMount(host: Host, path: string): Promise<string | undefined> {
  const mounts = await look(host, "/proc/1/mounts");
  const all = mounts.known ? parseMounts(mounts.value) : [];
  const isOdd = all.some(({ mountPoint, options }) => options.includes("noexec") && !USUAL.test(mountPoint));
  if (!isOdd) return undefined;
  const real = await followed(host, path);
  const above = all.filter(({ mountPoint }) => mountPoint === "/" || real.startsWith(`${mountPoint}/`));
  // Of two at one place the later one lies on top.
  const own = above.reduce<(typeof above)[number] | undefined>(
    (best, one) => (best === undefined || one.mountPoint.length >= best.mountPoint.length ? one : best),
    undefined,
  );
  return own?.options.includes("noexec") === true ? own.mountPoint : undefined;
}

/** A program as it lies on the host, and whether the kernel would run it. */
export async function programSeen(host: Host, program: MonitProgram): Promise<Seen> {
  const { path, isRead } = program;
  if (!path.startsWith("/")) return { state: "unseen", why: "its path is relative to wherever monit was started" };
  const state = await fileState(host, program);
  if (state !== "there" || isRead === true) return { state };
  const mount = await noexecMount(host, path);
  if (mount !== undefined) return { state: "not executable", why: `on ${mount}, which is mounted noexec` };
  const lost = await lostInterpreter(host, path);
  return lost === undefined ? { state } : { state: "no interpreter", why: `${JSON.stringify(lost)} does not exist` };
}
