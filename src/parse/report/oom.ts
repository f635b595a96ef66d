import { type Attributes, defined } from "../../core/index.ts";

/**
 * Since 5.0 one line has it all (mm/oom_kill.c, dump_oom_summary): "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=vcpu1,
 * mems_allowed=0,oom_memcg=/vm1,task_memcg=/machine.slice/machine-qemu\x2d1\x2dvm.scope,task=qemu-system-x86,pid=111,uid=64055".
 */
const SUMMARY =
  /^oom-kill:constraint=CONSTRAINT_(?<constraint>[A-Z_]{1,32}),[^\n]{0,2048}?,task_memcg=(?<cgroup>[^,\n]{1,1024}),task=(?<comm>[^\n]{1,16}?),pid=(?<pid>\d{1,10}),uid=(?<uid>\d{1,10})$/;

/** "Out of memory: Killed process 111 (qemu-system-x86) total-vm:...", "Memory cgroup out of memory: Kill process ...", 4.4: two lines. */
const KILLED =
  /^(?:(?:Memory cgroup o|O)ut of memory(?: \([^)\n]{1,64}\))?: )?Kill(?:ed)? process (?<pid>\d{1,10}) \((?<comm>[^\n]{1,16}?)\)(?:,| )/;

/** 4.4: "Task in /vm1 killed as a result of limit of /vm1". */
const OF_CGROUP = /^Task in (?<cgroup>\S{1,1024}) killed as a result of limit of /;

const CONSTRAINTS: Readonly<Record<string, string>> = {
  NONE: "global",
  CPUSET: "cpuset",
  MEMORY_POLICY: "memory-policy",
  MEMCG: "memcg",
};

function first(bodies: readonly string[], pattern: RegExp): Readonly<Record<string, string | undefined>> {
  for (const body of bodies) {
    const groups = pattern.exec(body)?.groups;
    if (groups !== undefined) return groups;
  }
  return {};
}

/** Whether a line names the process that was killed, which is the last that the kernel says. */
export function isKillLine(body: string): boolean {
  return body.includes("illed process ") && KILLED.test(body);
}

/** Whether a line says who was killed and why, which a hundred lines of memory statistics stand before. */
export function isOomVerdict(body: string): boolean {
  return body.startsWith("oom-kill:") || isKillLine(body);
}

/**
 * Who was killed for want of memory: the victim, not the thread that asked for memory. The cgroup names the guest's scope even after its
 * process has gone. Empty where the log was cut before it was said.
 */
export function oomFacts(bodies: readonly string[]): Attributes {
  const summary = first(bodies, SUMMARY);
  const killed = first(bodies, KILLED);
  const [comm, pid] = [summary.comm ?? killed.comm, summary.pid ?? killed.pid];
  if (comm === undefined || pid === undefined) return {};
  const cgroup = summary.cgroup ?? first(bodies, OF_CGROUP).cgroup;
  const older = bodies.some((body) => body.startsWith("Memory cgroup out of memory") || OF_CGROUP.test(body));
  const constraint = CONSTRAINTS[summary.constraint ?? (older ? "MEMCG" : "NONE")] ?? "other";
  return defined({
    "process.pid": Number(pid),
    "process.title": comm,
    "krane.process.uid": summary.uid === undefined ? undefined : Number(summary.uid),
    "krane.thread": `${comm}[${pid}]`,
    "krane.oom.victim": `${comm}[${pid}]`,
    "krane.oom.constraint": constraint,
    "krane.cgroup": cgroup,
  });
}
