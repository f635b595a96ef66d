/** What BOSH says when an update fails, each with a literal that every such message holds. The rules and the task log's reader share it. */
export interface BoshError {
  readonly contains: string;
  readonly match: RegExp;
}

/** bosh-agent, agent/script/parallel_script.go: "1 of 4 pre-start scripts failed. Failed Jobs: x. Successful Jobs: y." */
function scripts(name: string): BoshError {
  return {
    contains: `${name} scripts failed`,
    match: new RegExp(`^\\d{1,4} of \\d{1,4} ${name} scripts failed\\.`),
  };
}

export const PRE_START = scripts("pre-start");
export const POST_START = scripts("post-start");
export const POST_DEPLOY = scripts("post-deploy");
export const PRE_STOP = scripts("pre-stop");
export const DRAIN = scripts("drain");
export const POST_STOP = scripts("post-stop");

/** bosh, instance_updater/state_applier.rb: AgentJobNotRunning. */
export const NOT_RUNNING: BoshError = {
  contains: "is not running after update",
  match: /^[`'][^']{1,255}' is not running after update/,
};

/** bosh-agent, jobsupervisor/monit_job_supervisor.go, StopAndWait: a service has an error of before, whatever the new stop does. */
export const STOP_ERRORED: BoshError = {
  contains: "Stopping services",
  match: /^(?:Stopping Monitored Services: )?Stopping services [^\n]{1,1000}? errored/,
};

/** The same, after five minutes. */
export const STOP_TIMEOUT: BoshError = {
  contains: "Timed out waiting for service",
  match: /^(?:Stopping Monitored Services: )?(?:Stopping services: )?Timed out waiting for service/,
};

/** bosh, agent_client.rb: RpcTimeout 450002. */
export const NOT_SENT: BoshError = { contains: "Timed out sending", match: /^Timed out sending [`'][\w-]{1,64}'/ };
export const NOT_PINGED: BoshError = { contains: "Timed out pinging", match: /^Timed out pinging / };

const KNOWN: readonly BoshError[] = [
  PRE_START,
  POST_START,
  POST_DEPLOY,
  PRE_STOP,
  DRAIN,
  POST_STOP,
  NOT_RUNNING,
  STOP_ERRORED,
  STOP_TIMEOUT,
  NOT_SENT,
  NOT_PINGED,
];

/** Whether a rule of its own knows the message. */
export function isKnownError(message: string): boolean {
  return KNOWN.some(({ match }) => match.test(message));
}

/** "Action Failed get_task: Task ID result: " is said by the director; what the agent said stands behind it. */
export function agentMessage(message: string): string {
  return message.replace(/^Action Failed \w{1,64}: (?:Task [\w-]{1,64} result: )?/, "");
}

const MOST_JOBS = 64;

function list(text: string): readonly string[] {
  return text
    .split(/,\s*|\s+/)
    .filter((name) => /^[\w.-]{1,128}$/.test(name))
    .slice(0, MOST_JOBS);
}

/** The jobs or services that a message blames. */
export function failedJobs(message: string): readonly string[] {
  const scripted = /Failed Jobs: (.{1,4000}?)\.?(?:\. Successful Jobs: .*)?$/.exec(message)?.[1];
  const reviewed = /Review logs for failed jobs: (.{1,4000})$/.exec(message)?.[1];
  const stopping = /services? (?:['`]?\[([^\]]{1,1000})\]|['`]([^'`]{1,1000})['`]|([\w.-]{1,128})(?=[:,. ]|$))/.exec(
    message,
  );
  const [, bracketed, quoted, bare] = stopping ?? [];
  return list(scripted ?? reviewed ?? bracketed ?? quoted ?? bare ?? "");
}

/** "pre-start" of "1 of 1 pre-start scripts failed". */
export function failedScript(message: string): string | undefined {
  return /^\d{1,4} of \d{1,4} ([a-z-]{1,32}) scripts failed/.exec(message)?.[1];
}

const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const INSTANCE = new RegExp(`([\\w.-]{1,128})/(${UUID}|\\d{1,6}(?![\\w-]))(?: \\((${UUID})\\))?`);

/** "master/774b…" of "master/774b… (2) (canary)", and of the older "master/0 (774b…)". */
export function instanceIn(text: string): string | undefined {
  const [, group, index, id] = INSTANCE.exec(text) ?? [];
  return group === undefined ? undefined : `${group}/${id ?? index}`;
}

/** The agent that a director of before 2018 names by its id alone: "Timed out sending `get_state' to 5960ff84-... after 45 seconds". */
export function agentIn(text: string): string | undefined {
  const id = new RegExp(`^Timed out [^\\n]{1,60} to (${UUID})\\b`).exec(text)?.[1];
  return id === undefined ? undefined : `agent ${id}`;
}
