import { defined } from "../../core/index.ts";
import { countAt, isJson, type Json, jsonAt, listOf, parsedJson, textAt } from "../json.ts";
import { type Container, type ContainerState, type Containers, STATES } from "./container.ts";

/** One entry of GET /containers/json, with what an inspection added to it. */
export interface RawContainer extends Json {
  readonly Id: string;
  readonly State: string;
  readonly Inspect?: unknown;
}

const COMPOSE = "com.docker.compose.";
/** Labels that say whose container it is (docker/compose: pkg/api/labels.go, the same in version 1). */
const LABELS = ["project", "service", "oneoff", "project.working_dir"].map((name) => `${COMPOSE}${name}`);
const ID = /^[0-9a-f]{12,64}$/;
/** No honest name is longer, so that one that is cut is none of those that are wanted. */
const TEXT = 200;
/** The list does not tell how often a container was restarted; one that has run for longer than this was not, lately. */
const RECENT =
  /^(?:Up (?:Less than a second|\d+ seconds?|About a minute|[1-9] minutes)\b|Restarting\b|Exited\b|Dead\b)/;
const UP = /^Up (?<count>\d{1,4}) (?<unit>second|minute)s?\b/;
const EXIT = /^(?:Exited|Restarting) \((?<code>\d{1,10})\)/;

function isRaw(value: Json): value is RawContainer {
  return ID.test(textAt(value, "Id") ?? "") && textAt(value, "State") !== undefined;
}

/** Whether this is the engine's list: one entry that is none makes all of it unbelievable. */
export function isEngineList(value: unknown): value is readonly RawContainer[] {
  return listOf(value)?.every(isRaw) === true;
}

export function needsInspection(container: RawContainer): boolean {
  return RECENT.test(textAt(container, "Status") ?? "");
}

function cut(value: unknown): unknown {
  return typeof value === "string" ? value.slice(0, TEXT) : value;
}

function picked(value: Json | undefined, keys: readonly string[]): Json {
  const entries = keys.filter((key) => value !== undefined && Object.hasOwn(value, key));
  return Object.fromEntries(entries.map((key) => [key, cut(value?.[key])]));
}

const STATE_KEYS = ["Status", "ExitCode", "OOMKilled", "Error"];

function reduced(container: RawContainer): Json {
  const [name] = Array.isArray(container.Names) ? container.Names : [];
  const inspect = isJson(container.Inspect) ? container.Inspect : undefined;
  return {
    ...picked(container, ["Id", "State", "Status", "Created"]),
    Names: [cut(name)],
    Labels: picked(jsonAt(container, "Labels"), LABELS),
    ...(inspect && {
      Inspect: { ...picked(inspect, ["RestartCount"]), State: picked(jsonAt(inspect, "State"), STATE_KEYS) },
    }),
  };
}

/** The list without what is not judged, in the engine's own words. */
export function reducedList(all: readonly RawContainer[]): string {
  return JSON.stringify(all.map(reduced));
}

function stateOf(raw: RawContainer, status: string | undefined): ContainerState {
  // Of the two looks the inspection is the later one.
  const said = status ?? raw.State;
  return STATES.find((state) => state === said) ?? "unknown";
}

/**
 * s since it was started. What the list had as restarting and the inspection as running was started between the two: without a time of its own
 * a crash loop would have come to stay in that moment (seen in a real one).
 */
function sinceStart(status: string, state: ContainerState): number | undefined {
  return state === "running" && !status.startsWith("Up") ? 0 : upSeconds(status);
}

/** s of "Up 12 seconds": the engine counts them by its own clock (docker/go-units: HumanDuration), so that a captured list tells them, too. */
function upSeconds(status: string): number | undefined {
  if (status.startsWith("Up Less than a second")) return 0;
  if (status.startsWith("Up About a minute")) return 60;
  const { count, unit } = UP.exec(status)?.groups ?? {};
  return count === undefined ? undefined : Number(count) * (unit === "minute" ? 60 : 1);
}

function whyOf(state: Json): string | undefined {
  const error = textAt(state, "Error") ?? "";
  if (state.OOMKilled === true) return "out of memory";
  return error === "" ? undefined : error;
}

function nameOf(raw: RawContainer): string {
  const [name] = Array.isArray(raw.Names) ? raw.Names : [];
  return typeof name === "string" && name !== "" ? name.replace(/^\//, "") : raw.Id.slice(0, 12);
}

function containerOf(raw: RawContainer): Container {
  const labels = jsonAt(raw, "Labels") ?? {};
  const inspect = jsonAt(raw, "Inspect") ?? {};
  const state = jsonAt(inspect, "State") ?? {};
  const status = textAt(raw, "Status") ?? "";
  const now = stateOf(raw, textAt(state, "Status"));
  const name = nameOf(raw);
  const exit = EXIT.exec(status)?.groups?.code;
  const restarts = countAt(inspect, "RestartCount");
  return defined({
    id: raw.Id,
    service: textAt(labels, `${COMPOSE}service`) ?? name,
    name,
    project: textAt(labels, `${COMPOSE}project`),
    state: now,
    isUnhealthy: status.includes("(unhealthy)"),
    exitCode: exit === undefined ? countAt(state, "ExitCode") : Number(exit),
    restarts,
    createdAt: (countAt(raw, "Created") ?? 0) * 1000,
    bornAt: (countAt(raw, "Created") ?? 0) * 1000,
    upSeconds: sinceStart(status, now),
    why: whyOf(state),
    line: `${name}: ${status}${restarts ? `, restarted ${restarts} times` : ""}`,
  });
}

/** `docker-compose run` makes one of a service, which is not the service. */
function isOneOff(raw: RawContainer): boolean {
  return textAt(jsonAt(raw, "Labels") ?? {}, `${COMPOSE}oneoff`)?.toLowerCase() === "true";
}

/** The containers in a list of the Engine API; undefined where the text is none. */
export function parseDockerContainers(text: string): Containers | undefined {
  const all = parsedJson(text);
  if (!isEngineList(all)) return undefined;
  return { containers: all.filter((raw) => !isOneOff(raw)).map(containerOf), pods: [] };
}
