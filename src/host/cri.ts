import { statSync } from "node:fs";
import type { Answer } from "../core/index.ts";
import { criText } from "../parse/container/cri-containers.ts";
import { daemonRefusal, told, withinTime } from "./daemon-refusal.ts";

const CONTAINERD_SOCKET = "/run/containerd/containerd.sock";
/** Less than the helper's client waits, so that the reason still gets there. */
const TIMEOUT_MS = 1800;

/** Containers in all states, their pods and the runtime's own condition, as JSON in the words of `crictl -o json`. */
export async function askCri(
  socket: string = CONTAINERD_SOCKET,
  timeoutMs: number = TIMEOUT_MS,
): Promise<Answer<string>> {
  try {
    // Without the socket nothing is loaded.
    statSync(socket);
    const { askRuntime, isReady, stateName } = await import("../rpc/cri.ts");
    const said = await withinTime(timeoutMs, (signal) => askRuntime(socket, signal));
    return told(criText(said, { isReady, stateName }));
  } catch (error) {
    return daemonRefusal("containerd", socket, error);
  }
}
