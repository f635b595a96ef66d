import { runtime } from "./generated/cri.js";
import { isRefused, openUnary, type UnarySession } from "./unary.ts";

const { v1 } = runtime;

/** What a runtime says of its containers, in the words of its own protocol. */
export interface CriAnswers {
  readonly containers: readonly runtime.v1.Container.$Properties[];
  readonly items: readonly runtime.v1.PodSandbox.$Properties[];
  readonly conditions: readonly runtime.v1.RuntimeCondition.$Properties[];
  readonly ended: readonly runtime.v1.ContainerStatus.$Properties[];
}

/** Ended containers whose exit code is asked for. */
const MOST_ENDED = 32;
/** The fields that are read have the same numbers in both; containerd before 1.6 has only the older one. */
const SERVICES = ["runtime.v1", "runtime.v1alpha2"] as const;

/** One version of the service that a session speaks. */
class Cri {
  readonly #session: UnarySession;
  readonly #service: string;

  constructor(session: UnarySession, service: string) {
    this.#session = session;
    this.#service = `/${service}.RuntimeService/`;
  }

  async containers() {
    return v1.ListContainersResponse.decode(await this.#call("ListContainers")).containers ?? [];
  }

  async sandboxes() {
    return v1.ListPodSandboxResponse.decode(await this.#call("ListPodSandbox")).items ?? [];
  }

  async conditions() {
    return v1.StatusResponse.decode(await this.#call("Status")).status?.conditions ?? [];
  }

  /** None where the container is gone meanwhile. */
  async ended(id: string) {
    const request = v1.ContainerStatusRequest.encode({ containerId: id }).finish();
    try {
      const { status } = v1.ContainerStatusResponse.decode(await this.#call("ContainerStatus", request));
      return status ? [status] : [];
    } catch (error) {
      if (isRefused(error, "NOT_FOUND")) return [];
      throw error;
    }
  }

  #call(method: string, request: Uint8Array = new Uint8Array()): Promise<Uint8Array> {
    return this.#session.call({ path: `${this.#service}${method}`, request });
  }
}

async function answers(cri: Cri): Promise<CriAnswers> {
  const [containers, items, conditions] = await Promise.all([cri.containers(), cri.sandboxes(), cri.conditions()]);
  const exited = containers.filter(({ state }) => state === v1.ContainerState.CONTAINER_EXITED);
  const newest = exited.toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0)).slice(0, MOST_ENDED);
  const ended = await Promise.all(newest.map(({ id }) => cri.ended(id ?? "")));
  return { containers, items, conditions, ended: ended.flat() };
}

/** Asks the container runtime behind `socket`; the signal ends it at once. */
export async function askRuntime(socket: string, signal: AbortSignal): Promise<CriAnswers> {
  const session = openUnary(socket);
  const close = () => session.close();
  signal.addEventListener("abort", close);
  try {
    const [newer, older] = SERVICES.map((service) => new Cri(session, service));
    return await answers(newer as Cri).catch((error: unknown) => {
      if (isRefused(error, "UNIMPLEMENTED")) return answers(older as Cri);
      throw error;
    });
  } finally {
    signal.removeEventListener("abort", close);
    session.close();
  }
}

/** The state of a container by its name in the protocol. */
export function stateName(state: number | null | undefined): string {
  return v1.ContainerState[state ?? 0] ?? "CONTAINER_UNKNOWN";
}

export function isReady(state: number | null | undefined): boolean {
  return (state ?? 0) === v1.PodSandboxState.SANDBOX_READY;
}
