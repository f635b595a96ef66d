import { accessSync, constants } from "node:fs";
import { type Answer, errorCode, known, notKnown } from "../core/index.ts";
import { run } from "./exec.ts";

/** Where the privileged helper looks for its tools, whatever its own environment says. */
const TOOL_PATH = "/usr/sbin:/usr/bin:/sbin:/bin";
/** What is sent to the agent; the tables of one disk are 20 KiB, 200 events 20 KiB. */
const OUTPUT_BYTES = 65_536;

interface Tool {
  readonly name: string;
  readonly args: readonly string[];
  /** Below the 10 s that a check has, so that the reason still gets there. A BMC takes seconds to tell 150 sensors over KCS. */
  readonly timeoutMs: number;
}

/** A file that is there and may not be run is not the tool. */
function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EACCES"].includes(errorCode(error) ?? "")) return false;
    throw error;
  }
}

function find(name: string, path: string): string | undefined {
  const places = path.split(":").map((dir) => `${dir}/${name}`);
  return places.find((place) => place.startsWith("/") && isProgram(place));
}

/**
 * What a tool prints. A failing one may still say something: the exit code of smartctl is a mask whose upper bits speak of the disk, and
 * ipmitool fails for one sensor of many.
 */
async function ask({ name, args, timeoutMs }: Tool, path: string): Promise<Answer<string>> {
  const file = find(name, path);
  if (file === undefined) return notKnown(`${name} is not installed`);
  const env = { PATH: path, LC_ALL: "C" };
  const { stdout, stderr, exitCode, isLate } = await run({ file, args, env, timeoutMs, maxBytes: OUTPUT_BYTES });
  if (isLate) return notKnown(`${name} did not end within ${timeoutMs / 1000} s`);
  if (exitCode === 0 || stdout.trim() !== "") return known(stdout);
  const said = stderr.trim().split("\n", 1)[0] ?? "";
  return notKnown(`${name}: ${said === "" ? `exit code ${exitCode}` : said}`);
}

/** `path` is TOOL_PATH unless a test brings tools of its own. */
export function smart(disk: string, path: string = TOOL_PATH): Promise<Answer<string>> {
  return ask({ name: "smartctl", args: ["--json=c", "-H", "-A", "-i", `/dev/${disk}`], timeoutMs: 5000 }, path);
}

export function ipmiSensors(path: string = TOOL_PATH): Promise<Answer<string>> {
  return ask({ name: "ipmitool", args: ["-c", "sdr", "list"], timeoutMs: 8000 }, path);
}

export function ipmiEvents(path: string = TOOL_PATH): Promise<Answer<string>> {
  return ask({ name: "ipmitool", args: ["-c", "sel", "elist", "last", "200"], timeoutMs: 8000 }, path);
}
