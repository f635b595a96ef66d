import * as v from "valibot";
import { isDuration } from "../core/index.ts";
import { PROFILES } from "../profiles/choose.ts";

const described = <const T extends v.GenericSchema>(schema: T, text: string) => v.pipe(schema, v.description(text));

const path = v.pipe(v.string(), v.startsWith("/", "must be an absolute path"));
/** sockaddr_un has 108 bytes, with the 0 at the end. */
const socketPath = v.pipe(path, v.maxBytes(107, "must not be longer than 107 bytes, as unix sockets are"));
const address = v.pipe(v.string(), v.regex(/^(?:[\w.-]{1,253}|\[[0-9a-fA-F:.]{2,45}\]):\d{1,5}$/, "must be HOST:PORT"));
const duration = v.pipe(v.string(), v.guard(isDuration, "must be a duration such as 30s, 5m or 24h"));
const count = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

const detector = v.strictObject({
  enabled: v.optional(described(v.boolean(), "false mutes the detector")),
  status: v.optional(described(v.picklist(["warning", "critical"]), "what its faults count as here")),
  threshold: v.optional(
    described(
      v.strictObject({ count: count(1, 1_000_000), window: duration }),
      "a rule reports only after so many in that time",
    ),
  ),
});

/** Where and as whom the agent reports. */
const collector = v.strictObject({
  address: described(address, "HOST:PORT of the collector"),
  ca: v.optional(described(path, "PEM of the CA that signed the collector"), "/etc/krane-agent/ca.crt"),
  certificate: v.optional(described(path, "PEM of this host's certificate"), "/etc/krane-agent/tls.crt"),
  key: v.optional(described(path, "PEM of its key"), "/etc/krane-agent/tls.key"),
});

/** As Docker and Kubernetes allow them; "?" behind it: may run and need not. */
const containerName = v.pipe(v.string(), v.regex(/^[a-z0-9][\w.-]{0,126}\??$/i, "must be the name of a container"));
const containerGroups = v.record(
  v.pipe(v.string(), v.regex(/^[a-z0-9][\w-]{0,62}$/i, "must be the name of a compose project or group")),
  v.pipe(v.array(containerName), v.maxLength(64)),
);

const unitNames = v.pipe(
  v.array(
    v.pipe(v.string(), v.regex(/^[\w:.\\@-]{1,240}\.(?:service|socket)$/, "must be a unit such as docker.service")),
  ),
  v.maxLength(32),
);

/** What the site wants of this host, over its profile. */
const wanted = v.strictObject({
  iommuDomain: v.optional(described(v.picklist(["passthrough", "translated"]), "domain type of the IOMMU groups")),
  iommuExemptCpus: v.optional(
    described(
      v.array(v.pipe(v.string(), v.regex(/^\d{1,3}-\d{1,3}$/, 'must be "family-model" as in /proc/cpuinfo'))),
      "CPUs for which VT-d in firmware is enough, without boot parameters",
    ),
  ),
  sriov: v.optional(described(v.array(v.picklist(["nic", "disk"])), "kinds of device that must offer SR-IOV")),
  numaPerSocket: v.optional(described(v.boolean(), "one NUMA node per socket")),
  smt: v.optional(described(v.boolean(), "hyper-threading on (true) or off")),
  powerSaving: v.optional(described(v.boolean(), "whether idle states deeper than C1 and frequency scaling may be on")),
  hugepages: v.optional(
    described(
      v.record(v.pipe(v.string(), v.regex(/^\d{2,8}$/, "must be a page size in KiB")), count(0, 100_000_000)),
      'pages by their size in KiB: {"2048": 1024}',
    ),
  ),
  kernelParameters: v.optional(described(v.array(v.string()), "parameters of the kernel command line")),
  os: v.optional(described(v.string(), 'ID and VERSION_ID of /etc/os-release: "ubuntu 22.04"')),
  vlans: v.optional(described(v.array(count(1, 4094)), "VLANs by id")),
  nicSpeedMbps: v.optional(described(count(10, 1_000_000), "slowest link of an uplink, Mbit/s")),
  units: v.optional(
    described(
      v.partial(v.strictObject({ any: unitNames, docker: unitNames, containerd: unitNames })),
      "systemd units that must be active: on any host, or by its container runtime",
    ),
  ),
  mtu: v.optional(described(count(576, 65_536), "MTU of the uplinks")),
  containers: v.optional(
    described(
      v.strictObject({
        docker: v.optional(
          described(
            containerGroups,
            "services by compose project: {nova: [nova-compute]}; a name with ? behind it is allowed only",
          ),
        ),
        containerd: v.optional(described(containerGroups, "containers of pods by group")),
      }),
      "containers that must run, by runtime and group",
    ),
  ),
});

/** The agent's configuration; every key has a default but the collector's address. */
export const agentSchema = v.strictObject({
  collector: v.optional(described(collector, "where findings go; without it they stay on this host")),
  state: v.optional(described(path, "directory of the outbox"), "/var/lib/krane-agent"),
  socket: v.optional(described(socketPath, "unix socket that krane-agent status asks"), "/run/krane-agent/agent.sock"),
  helper: v.optional(described(socketPath, "unix socket of the privileged helper"), "/run/krane-agent/probe.sock"),
  kmsg: v.optional(described(v.boolean(), "whether /dev/kmsg is read"), true),
  logs: v.optional(described(v.pipe(v.array(path), v.maxLength(64)), "log files to follow, renamed by logrotate"), [
    "/var/log/kern.log",
    "/var/log/syslog",
  ]),
  bosh: v.optional(
    described(path, "folder of BOSH: where it is there, monit's log and those of lifecycle scripts are followed"),
    "/var/vcap",
  ),
  pstore: v.optional(
    described(
      v.pipe(v.array(path), v.maxLength(8)),
      "folders with what the kernel left when it crashed; read once at the start",
    ),
    ["/sys/fs/pstore", "/var/lib/systemd/pstore"],
  ),
  profile: v.optional(
    described(
      v.picklist(PROFILES.map(({ name }) => name)),
      "what is wanted of this host, instead of what its name says",
    ),
  ),
  wanted: v.optional(described(wanted, "over the profile, key by key")),
  inventory: v.optional(
    described(path, "file that krane-agent inventory --write wrote, for the status and the centre"),
  ),
  outboxMiB: v.optional(described(count(4, 4096), "size that the outbox may grow to while the collector is away"), 64),
  detectors: v.optional(
    described(v.record(v.string(), detector), "checks and rules to mute or to rank anew, by id"),
    {},
  ),
});

/** Where an operator's kranectl asks, and as whom. */
export const kranectlSchema = v.strictObject({
  collector: described(address, "HOST:PORT of the collector"),
  ca: described(path, "PEM of the CA that signed the collector"),
  certificate: described(path, "PEM of the operator's certificate"),
  key: described(path, "PEM of its key"),
});

export type AgentConfig = v.InferOutput<typeof agentSchema>;
export type KranectlConfig = v.InferOutput<typeof kranectlSchema>;
export type DetectorSetting = v.InferOutput<typeof detector>;

/** What is wrong with one place of a configuration. */
export interface SchemaFault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** The key itself is wrong: there is no such one. */
  readonly unknownKey: boolean;
}

export type Validated<T> = { readonly value: T } | { readonly faults: readonly SchemaFault[] };

function faultOf(issue: v.BaseIssue<unknown>): SchemaFault {
  const at = (issue.path ?? []).map(({ key }) => key as PropertyKey);
  const unknownKey = issue.type === "strict_object" && issue.expected === "never";
  const message = unknownKey ? "there is no such key" : issue.message;
  return { path: at, message, unknownKey };
}

/** Holds `value` to a schema and fills in its defaults. */
export function validate<S extends typeof agentSchema | typeof kranectlSchema>(
  schema: S,
  value: unknown,
): Validated<v.InferOutput<S>> {
  const result = v.safeParse(schema, value);
  return result.success ? { value: result.output } : { faults: result.issues.map(faultOf) };
}

/** One documented key of the agent's configuration. */
export interface ConfigKey {
  readonly name: string;
  readonly description: string;
  readonly fallback: unknown;
}

interface Entries {
  readonly [name: string]: v.GenericSchema & { readonly wrapped?: v.GenericSchema; readonly default?: unknown };
}

function keysOf(entries: Entries, prefix: string): ConfigKey[] {
  return Object.entries(entries).flatMap(([name, schema]) => {
    const inner = schema.wrapped ?? schema;
    const key = { name: `${prefix}${name}`, description: v.getDescription(inner) ?? "", fallback: schema.default };
    const nested = "entries" in inner ? keysOf(inner.entries as Entries, `${key.name}.`) : [];
    const each =
      "value" in inner && "entries" in Object(inner.value)
        ? keysOf(Object(inner.value).entries, `${key.name}.ID.`)
        : [];
    return [key, ...nested, ...each];
  });
}

/** Every key of the agent's configuration, for docs/config.md. */
export function agentConfigKeys(): readonly ConfigKey[] {
  return keysOf(agentSchema.entries as unknown as Entries, "");
}
