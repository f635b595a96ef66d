import protobuf from "protobufjs";
import { openUnary } from "../../src/rpc/unary.ts";
import { IMAGE } from "./container-image.ts";

/** What kubelet calls and the agent never does, in the protocol's own numbers: as much of it as makes a container. */
const PROTO = `
  syntax = "proto3";
  package lab;
  message PodMeta { string name = 1; string uid = 2; string namespace = 3; uint32 attempt = 4; }
  message Namespaces { int32 network = 1; int32 pid = 2; int32 ipc = 3; }
  message Security { Namespaces namespace_options = 1; }
  message LinuxPod { Security security_context = 2; }
  message Pod { PodMeta metadata = 1; string hostname = 2; string log_directory = 3; map<string, string> labels = 6; LinuxPod linux = 8; }
  message RunPodSandbox { Pod config = 1; }
  message Meta { string name = 1; uint32 attempt = 2; }
  message Image { string image = 1; }
  message ContainerSecurity { Namespaces namespace_options = 3; }
  message LinuxContainer { ContainerSecurity security_context = 2; }
  message Container { Meta metadata = 1; Image image = 2; repeated string command = 3; map<string, string> labels = 9; LinuxContainer linux = 15; }
  message CreateContainer { string pod_sandbox_id = 1; Container config = 2; Pod sandbox_config = 3; }
  message Id { string id = 1; }
  message Stop { string id = 1; int64 timeout = 2; }
`;

const NODE = 2;
const namespaces = { network: NODE, pid: NODE, ipc: NODE };
const types = protobuf.parse(PROTO, { keepCase: true }).root;

/** kubelet's side of a runtime: pods and containers, made, stopped and removed. */
export class CriLab {
  readonly #socket: string;
  readonly #pods = new Map<string, object>();

  constructor(socket: string) {
    this.#socket = socket;
  }

  async pod(name: string): Promise<string> {
    const metadata = { name, uid: `${name}-uid`, namespace: "krane", attempt: 0 };
    const config = { metadata, linux: { security_context: { namespace_options: namespaces } } };
    const id = await this.#idOf("RunPodSandbox", "RunPodSandbox", { config });
    this.#pods.set(id, config);
    return id;
  }

  /** A container that was created, and started unless told otherwise. */
  async container(pod: string, name: string, more: { attempt?: number; command?: string[]; isStarted?: boolean } = {}) {
    const { attempt = 0, command = ["/bin/sleep", "3600"], isStarted = true } = more;
    const labels = { "io.kubernetes.container.name": name };
    const linux = { security_context: { namespace_options: namespaces } };
    const config = { metadata: { name, attempt }, image: { image: IMAGE }, command, labels, linux };
    const sandbox = this.#pods.get(pod);
    const id = await this.#idOf("CreateContainer", "CreateContainer", {
      pod_sandbox_id: pod,
      config,
      sandbox_config: sandbox,
    });
    if (isStarted) await this.#call("StartContainer", "Id", { id });
    return id;
  }

  async stop(id: string): Promise<void> {
    await this.#call("StopContainer", "Stop", { id, timeout: 0 });
  }

  async remove(id: string): Promise<void> {
    await this.#call("RemoveContainer", "Id", { id });
  }

  /** Ends every pod that was made here. */
  async clear(): Promise<void> {
    for (const id of this.#pods.keys()) {
      await this.#call("StopPodSandbox", "Id", { id });
      await this.#call("RemovePodSandbox", "Id", { id });
    }
  }

  async #idOf(method: string, type: string, message: object): Promise<string> {
    return String(
      types
        .lookupType("lab.Id")
        .decode(await this.#call(method, type, message))
        .toJSON().id,
    );
  }

  async #call(method: string, type: string, message: object): Promise<Uint8Array> {
    const session = openUnary(this.#socket);
    const codec = types.lookupType(`lab.${type}`);
    try {
      const request = codec.encode(codec.fromObject(message)).finish();
      return await session.call({ path: `/runtime.v1.RuntimeService/${method}`, request });
    } finally {
      session.close();
    }
  }
}
