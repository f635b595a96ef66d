import { defined } from "../../core/index.ts";
import { countAt, type Json, jsonAt, listOf, parsedJson, textAt } from "../json.ts";
import type { Container, ContainerState, Containers, Pod } from "./container.ts";

/** What a runtime said, as the codec of its protocol gives it. */
interface Said {
  readonly containers: readonly SaidContainer[];
  readonly items: readonly SaidSandbox[];
  readonly conditions: readonly object[];
  readonly ended: readonly {
    readonly id?: string | null;
    readonly exitCode?: number | null;
    readonly reason?: string | null;
  }[];
}

interface SaidContainer {
  readonly id?: string | null;
  readonly podSandboxId?: string | null;
  readonly metadata?: { readonly name?: string | null; readonly attempt?: number | null } | null;
  readonly state?: number | null;
  readonly createdAt?: number | null;
}

interface SaidSandbox {
  readonly id?: string | null;
  readonly metadata?: object | null;
  readonly state?: number | null;
  readonly createdAt?: number | null;
}

/** The names that the protocol has for its numbers. */
interface Names {
  stateName(state: number | null | undefined): string;
  isReady(state: number | null | undefined): boolean;
}

const TEXT = 200;

function cut(value: string | null | undefined): string {
  return (value ?? "").slice(0, TEXT);
}

/** Of the attempts at one container of a sandbox only the last says what is; kubelet leaves the one before it there. */
function latest(containers: readonly SaidContainer[]): readonly SaidContainer[] {
  const last = new Map<string, SaidContainer>();
  for (const container of containers) {
    const key = `${container.podSandboxId} ${container.metadata?.name}`;
    const attempt = container.metadata?.attempt ?? 0;
    if (attempt >= (last.get(key)?.metadata?.attempt ?? 0)) last.set(key, container);
  }
  return [...last.values()];
}

/** As `crictl -o json` writes it: what `ps -a`, `pods` and `info` say in one object, and how those that ended did. */
export function criText({ containers, items, conditions, ended }: Said, { stateName, isReady }: Names): string {
  const ends = new Map(ended.map(({ id, exitCode, reason }) => [id, { exitCode: exitCode ?? 0, reason: cut(reason) }]));
  return JSON.stringify({
    containers: latest(containers).map(({ id, podSandboxId, metadata, state, createdAt }) => ({
      id: cut(id),
      podSandboxId: cut(podSandboxId),
      metadata: { name: cut(metadata?.name), attempt: metadata?.attempt ?? 0 },
      state: stateName(state),
      createdAt: String(createdAt ?? 0),
      ...ends.get(id ?? ""),
    })),
    items: items.map(({ id, metadata, state, createdAt }) => ({
      id: cut(id),
      metadata,
      createdAt: String(createdAt ?? 0),
      state: isReady(state) ? "SANDBOX_READY" : "SANDBOX_NOTREADY",
    })),
    status: { conditions },
  });
}

const STATE: Readonly<Record<string, ContainerState>> = {
  CONTAINER_CREATED: "created",
  CONTAINER_RUNNING: "running",
  CONTAINER_EXITED: "exited",
};

/** crictl writes names as "podSandboxId", other writers of the same protocol as "pod_sandbox_id". */
function at<T>(read: (value: Json, key: string) => T | undefined, value: Json, key: string): T | undefined {
  return (
    read(value, key) ??
    read(
      value,
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    )
  );
}

const KUBERNETES = "io.kubernetes.pod.";

/** The pod by its sandbox, else by the labels that kubelet gives to its containers. */
function podOf(raw: Json, sandbox: Json | undefined): Pod | undefined {
  const metadata = sandbox && jsonAt(sandbox, "metadata");
  const labels = jsonAt(raw, "labels") ?? {};
  const part = (name: string) => (metadata && textAt(metadata, name)) ?? textAt(labels, `${KUBERNETES}${name}`);
  const name = part("name");
  return name === undefined ? undefined : { name, namespace: part("namespace") ?? "", uid: part("uid") ?? "" };
}

/** Of the attempts at one container of a sandbox only the last says what is, in what crictl wrote as well. */
function lastAttempts(listed: readonly Json[]): readonly Json[] {
  const attemptOf = (raw: Json) => countAt(jsonAt(raw, "metadata") ?? {}, "attempt") ?? 0;
  const last = new Map<string, Json>();
  for (const raw of listed) {
    const key = `${at(textAt, raw, "podSandboxId") ?? ""} ${textAt(jsonAt(raw, "metadata") ?? {}, "name")}`;
    const before = last.get(key);
    if (before === undefined || attemptOf(raw) >= attemptOf(before)) last.set(key, raw);
  }
  return [...last.values()];
}

/** What kubelet's containers end with that were meant to, or that only have an exit code to tell. */
const PLAIN_ENDS: readonly string[] = ["Completed", "Error", ""];

/** How it ended, where it did. */
function endOf(raw: Json, state: ContainerState) {
  if (state !== "exited") return {};
  const why = textAt(raw, "reason") ?? "";
  return { exitCode: at(countAt, raw, "exitCode"), why: PLAIN_ENDS.includes(why) ? undefined : why };
}

/** What its pod's sandbox says of a container. */
function ofSandbox(sandbox: Json, state: ContainerState): Pick<Container, "bornAt" | "isLeftOver"> {
  const bornAt = at(countAt, sandbox, "createdAt") ?? 0;
  const isLeftOver = state === "running" && textAt(sandbox, "state") === "SANDBOX_NOTREADY";
  return { ...(bornAt > 0 && { bornAt: bornAt / 1e6 }), ...(isLeftOver && { isLeftOver }) };
}

function containerOf(raw: Json, sandboxes: ReadonlyMap<string, Json>): Container | undefined {
  const metadata = jsonAt(raw, "metadata") ?? {};
  const [id = "", service, said] = [textAt(raw, "id"), textAt(metadata, "name"), textAt(raw, "state")];
  if (id === "" || service === undefined || said === undefined) return undefined;
  const state = STATE[said] ?? "unknown";
  const sandbox = sandboxes.get(at(textAt, raw, "podSandboxId") ?? "");
  const pod = podOf(raw, sandbox);
  const restarts = countAt(metadata, "attempt") ?? 0;
  const createdAt = (at(countAt, raw, "createdAt") ?? 0) / 1e6;
  const end = endOf(raw, state);
  const name = pod === undefined ? service : `${pod.name}/${service}`;
  return defined({
    ...{ id, service, name, pod, state, restarts, createdAt, ...end },
    isUnhealthy: false,
    ...(sandbox && ofSandbox(sandbox, state)),
    startedAt: state === "running" ? createdAt : undefined,
    line: `${name}: ${said}, attempt ${restarts}${end.exitCode === undefined ? "" : `, exit code ${end.exitCode}`}`,
  });
}

function podLine(sandbox: Json): string {
  const metadata = jsonAt(sandbox, "metadata") ?? {};
  return `pod ${textAt(metadata, "namespace") ?? "?"}/${textAt(metadata, "name") ?? "?"}: ${textAt(sandbox, "state") ?? "?"}`;
}

/** "RuntimeReady" is the one condition that matters: hypervisors' pods use the host's own network. */
function notReady(status: Json): string | undefined {
  const conditions = listOf(status.conditions) ?? [];
  const runtime = conditions.find((one) => textAt(one, "type") === "RuntimeReady");
  if (runtime === undefined || runtime.status === true) return undefined;
  return [textAt(runtime, "reason"), textAt(runtime, "message")].filter((text) => text).join(": ") || "no reason given";
}

/** The containers in what `crictl ps -a -o json` or the agent wrote; undefined where the text is neither. */
export function parseCriContainers(text: string): Containers | undefined {
  const all = parsedJson(text);
  const object = typeof all === "object" && all !== null ? (all as Json) : {};
  const listed = listOf(object.containers);
  const sandboxes = listOf(object.items) ?? [];
  const byId = new Map(sandboxes.map((sandbox) => [textAt(sandbox, "id") ?? "", sandbox]));
  if (listed?.some((raw) => containerOf(raw, byId) === undefined)) return undefined;
  const containers = listed && lastAttempts(listed).map((raw) => containerOf(raw, byId));
  if (containers === undefined || containers.includes(undefined)) return undefined;
  return defined({
    containers: containers.filter((container) => container !== undefined),
    pods: sandboxes.map(podLine),
    notReady: notReady(jsonAt(object, "status") ?? {}),
  });
}
