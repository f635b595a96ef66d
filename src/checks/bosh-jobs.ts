import { type Answer, defineCheck, explainError, type Host, known, look, lookInto, notKnown } from "../core/index.ts";
import { clockOf } from "../parse/boot/host-now.ts";
import type { AgentHealth, AgentService } from "../parse/bosh/bosh-agent.ts";
import { boshVerdicts } from "../parse/bosh/bosh-jobs.ts";
import {
  type FailedScript,
  lastLines,
  type ScriptLog,
  scriptOf,
  toldFailures,
  tracedExit,
} from "../parse/bosh/bosh-scripts.ts";

const JOBS = "/var/vcap/jobs";
const LOGS = "/var/vcap/sys/log";
const AGENT_LOG = "/var/vcap/bosh/log/current";
/** The agent writes it while the instance is stopped on purpose (bosh stop). */
const STOPPED = "/var/vcap/monit/stopped";
/** The agent writes its state into it at each heartbeat. */
const HEALTH = "/var/vcap/instance/health.json";
/** The control file of the monit that BOSH's agent asks. */
const CONTROL = "/var/vcap/bosh/etc/monitrc";
const MOST_JOBS = 128;
const MOST_TOLD = 32;
const END_BYTES = 4096;
const AGENT_END_BYTES = 262_144;

/** One log that cannot be read costs only what it would tell. */
async function endOf(host: Host, path: string, bytes: number): Promise<Answer<string>> {
  try {
    const size = (await host.stat(path))?.size ?? 0;
    const end = await host.readAt(path, Math.max(0, size - bytes), bytes);
    return end === undefined ? notKnown(`${path} does not exist`) : known(new TextDecoder().decode(end));
  } catch (error) {
    return notKnown(explainError(error));
  }
}

async function logOf(host: Host, job: string, name: string): Promise<ScriptLog[]> {
  const script = scriptOf(name);
  const path = `${LOGS}/${job}/${name}`;
  const stat = script === undefined ? undefined : await host.stat(path);
  if (script === undefined || stat?.kind !== "file") return [];
  return [{ ...script, job, path, bytes: stat.size, modifiedAt: stat.modifiedAt ?? 0 }];
}

async function logsOf(host: Host, job: string): Promise<readonly ScriptLog[]> {
  const names = await lookInto(host, `${LOGS}/${job}`);
  const logs = names.known ? names.value.filter((name) => scriptOf(name) !== undefined) : [];
  return (await Promise.all(logs.map((name) => logOf(host, job, name)))).flat();
}

/** What the newest error output of a job's scripts ends with. */
async function tracedOn(host: Host, logs: readonly ScriptLog[]): Promise<FailedScript[]> {
  const errors = logs.filter(({ stream, bytes }) => stream === "stderr" && bytes > 0);
  const newest = errors.toSorted((a, b) => b.modifiedAt - a.modifiedAt)[0];
  if (newest === undefined) return [];
  const end = await endOf(host, newest.path, END_BYTES);
  const exitCode = end.known ? tracedExit(end.value) : undefined;
  if (!end.known || exitCode === undefined || exitCode === 0) return [];
  const { job, script, modifiedAt: at } = newest;
  return [{ job, script, at, exitCode, lines: lastLines(end.value) }];
}

/** A failure that the agent told, with the last words of the script itself, which need not be a shell that traces. */
async function inOwnWords(host: Host, failure: FailedScript, logs: readonly ScriptLog[]): Promise<FailedScript> {
  const { job, script, lines } = failure;
  const log = logs.find((one) => one.job === job && one.script === script && one.stream === "stderr" && one.bytes > 0);
  const end = log === undefined ? undefined : await endOf(host, log.path, END_BYTES);
  if (log === undefined || end?.known !== true) return failure;
  return { ...failure, exitCode: tracedExit(end.value), lines: [...lines, `${log.path}:`, ...lastLines(end.value)] };
}

async function monitOn(host: Host): Promise<Answer<readonly AgentService[]>> {
  const status = await host.probe("monit-status", { control: CONTROL });
  return status.known ? known(status.value.services) : status;
}

async function healthOn(host: Host): Promise<Answer<AgentHealth>> {
  const [text, stat] = [await look(host, HEALTH), await host.stat(HEALTH)];
  if (!text.known) return text;
  return stat?.modifiedAt === undefined
    ? notKnown(`${HEALTH} has no time`)
    : known({ state: text.value, at: stat.modifiedAt });
}

/** Jobs of a VM that BOSH looks after, as its agent would tell the director, and what their scripts said last (seeds 001 and 003). */
export default defineCheck({
  id: "bosh-jobs",
  title: { en: "BOSH jobs of this VM", ko: "BOSH job 상태" },
  group: "services",
  every: "1m",
  runbook: "bosh-jobs",
  requires: "/var/vcap",
  reasons: {
    BoshRunning: { en: "all {krane.bosh.job_count} jobs run", ko: "job {krane.bosh.job_count}개 모두 실행 중" },
    BoshStarting: { en: "jobs are starting", ko: "job 기동 중" },
    BoshFailing: {
      en: "instance is failing: {krane.bosh.failing} not monitored or with an error",
      ko: "인스턴스 failing: {krane.bosh.failing} 감시 해제 또는 오류 상태",
    },
    BoshStopped: { en: "stopped on purpose ({krane.bosh.state})", ko: "의도적으로 중지됨({krane.bosh.state})" },
    BoshUnseen: {
      en: "state of {krane.bosh.job_count} jobs not known: {krane.bosh.why}",
      ko: "job {krane.bosh.job_count}개 상태 확인 불가: {krane.bosh.why}",
    },
    JobScriptFailed: {
      en: "{krane.bosh.job}: {krane.bosh.script} failed {krane.bosh.age_minutes} min ago",
      ko: "{krane.bosh.job}: {krane.bosh.age_minutes}분 전 {krane.bosh.script} 실패",
    },
  },
  async run(host) {
    const jobs = await lookInto(host, JOBS);
    const logged = await lookInto(host, LOGS);
    const names = logged.known ? logged.value.slice(0, MOST_JOBS) : [];
    const logs = await Promise.all(names.map((job) => logsOf(host, job)));
    const traced = await Promise.all(logs.map((ofJob) => tracedOn(host, ofJob)));
    const agentLog = await endOf(host, AGENT_LOG, AGENT_END_BYTES);
    const told = agentLog.known ? toldFailures(agentLog.value).slice(-MOST_TOLD) : [];
    const spoken = await Promise.all(told.map((failure) => inOwnWords(host, failure, logs.flat())));
    return boshVerdicts({
      jobs,
      isStopped: (await host.stat(STOPPED)) !== undefined,
      monit: await monitOn(host),
      health: await healthOn(host),
      logs: logs.flat(),
      failures: [...spoken, ...traced.flat()],
      now: (await clockOf(host)) ?? Date.now(),
    });
  },
});
