import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { BUSYBOX, imageArchive } from "./container-image.ts";
import { CriLab } from "./cri-lab.ts";
import { eventually } from "./eventually.ts";
import { temporaryFolder } from "./folder.ts";
import { freeze } from "./freeze.ts";

const START_MS = 30_000;

/** Why these programs cannot be started here; undefined where they can. */
export function whyNot(...programs: readonly string[]): string | undefined {
  if (process.geteuid?.() !== 0) return "needs root";
  const missing = [...programs, BUSYBOX].filter((program) => !existsSync(program));
  return missing.length === 0 ? undefined : `${missing.join(", ")} not installed`;
}

/** What `start` gives, or which daemon did not start here and why: for a test to skip with. */
export async function started<T>(start: () => Promise<T>): Promise<T | string> {
  try {
    return await start();
  } catch (error) {
    if (error instanceof Error && error.message.includes("did not start")) return error.message;
    throw error;
  }
}

/** A daemon in the foreground with files of its own; throws its last words where it ends at once. */
async function daemon(file: string, args: readonly string[], isUp: () => Promise<unknown>) {
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => said.push(text));
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const up = async () => {
    if (child.exitCode !== null) return false;
    await isUp();
    return true;
  };
  const started = await eventually(up, { ms: START_MS }).catch(() => false);
  if (!started) {
    child.kill("SIGKILL");
    throw new Error(`${file} did not start: ${said.join("").trim().split("\n").at(-1)}`);
  }
  return {
    signal: (name: NodeJS.Signals) => void child.kill(name),
    freeze: () => freeze(child.pid),
    async end() {
      child.kill("SIGCONT");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** What a daemon mounted and left behind: of Docker, the network namespace of the host. */
function unmountBelow(folder: string): void {
  const mounts = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
  const below = mounts.map((line) => line.split(" ")[4] ?? "").filter((path) => path.startsWith(`${folder}/`));
  for (const path of below.sort().reverse()) execFileSync("umount", ["-l", path]);
}

/** One request to the Engine API, for what the agent never does. */
export function engine(socketPath: string, method: string, path: string, body?: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const type = typeof body === "string" ? "application/json" : "application/x-tar";
    const asked = request({ socketPath, method, path, headers: { "content-type": type } }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on("data", (chunk: Buffer) => chunks.push(chunk));
      reply.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        if ((reply.statusCode ?? 500) < 400) resolve(text);
        else reject(new Error(`${method} ${path}: ${reply.statusCode} ${text}`));
      });
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

/** Debian's dockerd with a root, a socket and an image of its own, and without any network. */
export async function startDocker() {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder.path, name);
  const socket = at("docker.sock");
  const own = [
    `--data-root=${at("root")}`,
    `--exec-root=${at("exec")}`,
    `--pidfile=${at("docker.pid")}`,
    `--host=unix://${socket}`,
  ];
  const bare = ["--bridge=none", "--iptables=false", "--ip6tables=false", "--storage-driver=vfs"];
  const running = await daemon("/usr/sbin/dockerd", [...own, ...bare], () => engine(socket, "GET", "/_ping"));
  await engine(socket, "POST", "/images/load", readFileSync(imageArchive(folder.path)));
  return {
    ...running,
    socket,
    folder: folder.path,
    async [Symbol.asyncDispose]() {
      running.signal("SIGCONT");
      const all = JSON.parse(await engine(socket, "GET", "/containers/json?all=1")) as { Id: string }[];
      await Promise.all(all.map(({ Id }) => engine(socket, "DELETE", `/containers/${Id}?force=1`)));
      await running.end();
      unmountBelow(folder.path);
      folder[Symbol.dispose]();
    },
  };
}

/** Debian's containerd with its CRI plugin and neither kubelet nor CNI. */
export async function startContainerd() {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder.path, name);
  const socket = at("containerd.sock");
  mkdirSync(at("cni"));
  writeFileSync(
    at("config.toml"),
    `version = 2
root = "${at("root")}"
state = "${at("state")}"
[grpc]
  address = "${socket}"
[ttrpc]
  address = "${socket}.ttrpc"
[plugins."io.containerd.internal.v1.opt"]
  path = "${at("opt")}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "krane.test/svc:1"
  disable_apparmor = true
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "native"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${at("cni")}"
    conf_dir = "${at("cni")}"
`,
  );
  const ctr = (...args: readonly string[]) => execFileSync("/usr/bin/ctr", ["-a", socket, "-n", "k8s.io", ...args]);
  const isUp = async () => ctr("version");
  const running = await daemon("/usr/bin/containerd", ["-c", at("config.toml")], isUp);
  ctr("images", "import", "--snapshotter", "native", imageArchive(folder.path));
  const lab = new CriLab(socket);
  return {
    ...running,
    socket,
    lab,
    async [Symbol.asyncDispose]() {
      running.signal("SIGCONT");
      await lab.clear();
      await running.end();
      unmountBelow(folder.path);
      folder[Symbol.dispose]();
    },
  };
}
