/** What the BOSH agent looks at of one service of monit; what monit does not tell is absent. */
export interface AgentService {
  readonly name: string;
  /** 5 is the system itself. */
  readonly type?: number;
  readonly status?: number;
  readonly monitor?: number;
  /** Of `_status2?format=xml`; without them every service but the system's counts. */
  readonly groups?: readonly string[];
}

export type AgentState = "running" | "starting" | "failing" | "stopped";

const SYSTEM = 5;
/** BOSH writes every service of a job into it. */
const GROUP = "vcap";
const STARTING = 2;

function counts({ groups, type }: AgentService): boolean {
  return groups === undefined ? type !== SYSTEM : groups.includes(GROUP);
}

function isFailing({ status = 0, monitor = 1 }: AgentService): boolean {
  return monitor === 0 || status !== 0;
}

/** Services of which the agent says that they fail: unmonitored, or any bit of an error, an alert's as well. */
export function failingServices(services: readonly AgentService[]): readonly string[] {
  return services.filter((service) => counts(service) && isFailing(service)).map(({ name }) => name);
}

/**
 * The state of the instance as the agent tells the director (bosh-agent@e94765aa, jobsupervisor/monit_job_supervisor.go, Status): a file
 * says stopped, one service that is initializing says starting, and one that fails says failing.
 */
export function agentState(services: readonly AgentService[], isStopped: boolean): AgentState {
  if (isStopped) return "stopped";
  if (services.some((service) => counts(service) && service.monitor === STARTING)) return "starting";
  return failingServices(services).length > 0 ? "failing" : "running";
}

/** What the agent wrote down itself, and when. */
export interface AgentHealth {
  readonly state: string;
  /** ms since the epoch. */
  readonly at: number;
}

/** Three heartbeats of a minute: the agent writes its state at each of them, and after each start and stop. */
const FRESH_MS = 180_000;

/**
 * The state in /var/vcap/instance/health.json (bosh-agent, wrapper_job_supervisor.go: {"state":"running"}); undefined where it is none, or
 * the agent could not tell either ("unknown": monit did not answer it).
 */
export function healthState({ state, at }: AgentHealth, now: number): AgentState | undefined {
  if (now - at > FRESH_MS) return undefined;
  const said = /"state"\s*:\s*"(running|starting|failing|stopped)"/.exec(state)?.[1];
  return said === undefined ? undefined : (said as AgentState);
}
