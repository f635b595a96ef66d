import type { Answer } from "../core/index.ts";
import { isEngineList, needsInspection, type RawContainer, reducedList } from "../parse/container/docker-containers.ts";
import { daemonRefusal, told, withinTime } from "./daemon-refusal.ts";
import { httpGet } from "./http-get.ts";

/** Where the engine listens: /var/run is a link to /run since Debian 7 and Ubuntu 12.04. */
const DOCKER_SOCKET = "/run/docker.sock";
/** Less than the helper's client waits, so that the reason still gets there. */
const TIMEOUT_MS = 1800;
/** A list of 200 containers is 300 KiB. */
const LIST_BYTES = 4 * 1024 * 1024;
const INSPECT_BYTES = 1024 * 1024;
/** Containers that are inspected, and how many of them at once: a host has ten, of which few came anew lately. */
const MOST_INSPECTED = 64;
const AT_ONCE = 8;

interface Engine {
  readonly socket: string;
  readonly signal: AbortSignal;
}

/** undefined where there is no such thing. */
async function get({ socket, signal }: Engine, path: string, maxBytes: number): Promise<unknown> {
  const { status, body } = await httpGet({ socket, path, maxBytes, signal });
  if (status === 404) return undefined;
  if (status !== 200) throw new Error(`HTTP ${status}: ${body.trim().slice(0, 200)}`);
  return JSON.parse(body);
}

/** What an inspection adds, by id. A container that is gone meanwhile is told without it. */
async function inspections(engine: Engine, all: readonly RawContainer[]): Promise<ReadonlyMap<string, unknown>> {
  const waiting = all.filter(needsInspection).slice(0, MOST_INSPECTED);
  const found = new Map<string, unknown>();
  const inspect = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
      found.set(next.Id, await get(engine, `/containers/${next.Id}/json`, INSPECT_BYTES));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, inspect));
  return found;
}

async function list(engine: Engine): Promise<Answer<string>> {
  const all = await get(engine, "/containers/json?all=1", LIST_BYTES);
  if (!isEngineList(all)) throw new Error("the reply is not a list of containers");
  const plain = told(reducedList(all));
  if (!plain.known) return plain;
  const more = await inspections(engine, all);
  return told(reducedList(all.map((one) => (more.has(one.Id) ? { ...one, Inspect: more.get(one.Id) } : one))));
}

/**
 * Containers in all states as the Engine API tells them, reduced to what is judged: an inspection also holds the environment, with its
 * secrets, and none of that leaves this function.
 */
export async function askDocker(
  socket: string = DOCKER_SOCKET,
  timeoutMs: number = TIMEOUT_MS,
): Promise<Answer<string>> {
  try {
    return await withinTime(timeoutMs, (signal) => list({ socket, signal }));
  } catch (error) {
    return daemonRefusal("docker", socket, error);
  }
}
