import { describe, expect, test } from "vitest";
import { saidIn } from "../../src/cli/finding-text.ts";
import type { Attributes, Finding, Guest } from "../../src/core/index.ts";
import { EventStream } from "../../src/detect/event-stream.ts";
import { Fold } from "../../src/detect/fold.ts";
import { GuestDirectory } from "../../src/detect/guest-directory.ts";
import { type Occurrence, reportOccurrence } from "../../src/detect/occurrence.ts";
import { loadRegistry } from "../../src/detect/registry.ts";
import { NOW } from "../support/records.ts";

const registry = await loadRegistry();
const BOOTED = NOW - 86_400_000;
const UUID = "3c1f6b1a-1111-4c2d-9d7e-0123456789ab";

function guest(domain: string, pid: number, more: Partial<Guest> = {}): Guest {
  const threads = ["qemu-system-x86", "CPU 0/KVM", "worker"].map((name, n) => ({
    tid: pid + n,
    name,
    startedMs: 1000,
  }));
  return { domain, pid, startedMs: 1000, state: "running", vcpus: [pid + 1], threads, taps: [], problems: [], ...more };
}

const WEB = guest("instance-0000002a", 100, { uuid: UUID, name: "web-01", project: "shop", flavor: "m1.small" });

/** A kernel report as rules over reports see it, an hour after the boot. */
function report(
  kind: string,
  thread: string,
  pid: number,
  more: Attributes = {},
  timestamp = BOOTED + 3_600_000,
): Occurrence {
  const attributes = {
    "krane.kernel.report.kind": kind,
    "krane.kernel.report.title": `${kind} in some_function`,
    "krane.kernel.report.state": "complete",
    "krane.kernel.uptime_us": timestamp < BOOTED ? 9_000_000_000_000 : (timestamp - BOOTED) * 1000,
    "process.pid": pid,
    "process.title": thread,
    "krane.thread": `${thread}[${pid}]`,
    "os.version": "6.8.0",
    ...more,
  };
  const record = {
    timestamp,
    observedTimestamp: NOW,
    severityNumber: 0,
    body: `${kind} ${pid}`,
    from: "kernel",
    attributes,
  };
  const found = registry.rules.flatMap((rule) => reportOccurrence(rule, record, [`line of ${kind}`]) ?? []);
  if (found[0] === undefined) throw new Error(`no rule is about ${kind}`);
  return found[0];
}

interface Told {
  readonly finding: Finding;
  readonly ko: string;
}

/** What is told of one occurrence, with these guests there; without any, the log is from elsewhere. */
function told(occurrence: Occurrence, ...guests: readonly Guest[]): Told {
  const directory = new GuestDirectory();
  directory.update({ guests }, 3_000_000);
  const fold = new Fold("hn1prod-com0369");
  const there = guests.length === 0 ? {} : { guests: { directory, bootedAt: () => BOOTED } };
  new EventStream({ rules: registry.rules, fold, ...there }).push(occurrence, "kmsg");
  const [finding] = fold.changes(NOW, true).findings;
  if (finding === undefined) throw new Error("nothing was told");
  return { finding, ko: saidIn("ko", finding, registry) };
}

describe("a guest that is known", () => {
  test("is the finding's subject, stands first in its message, and its facts are attributes", () => {
    const { finding, ko } = told(report("null-dereference", "CPU 0/KVM", 101), WEB);
    expect(finding).toMatchObject({
      detector: "guest-oops",
      subject: { type: "guest", name: "web-01", id: UUID },
      message: "web-01: CPU 0/KVM[101]: null-dereference in some_function (kernel 6.8.0)",
      attributes: {
        "krane.vm.name": "web-01",
        "krane.vm.uuid": UUID,
        "krane.vm.domain": "instance-0000002a",
        "krane.vm.project": "shop",
        "krane.vm.flavor": "m1.small",
        "krane.vm.pid": 100,
        "host.name": "hn1prod-com0369",
      },
    });
    expect(ko).toBe("web-01: CPU 0/KVM[101]: null-dereference in some_function (커널 6.8.0)");
  });

  test.each([
    ["hung-task", "hung-task", "qemu-system-x86", 100],
    ["soft-lockup", "cpu-stuck", "CPU 0/KVM", 101],
    ["warning", "kernel-warning", "vhost-100", 77],
    ["memory-failure", "memory-failure", "CPU 0/KVM", 101],
  ])("of a %s", (kind, detector, thread, pid) => {
    const { finding, ko } = told(report(kind, thread, pid), WEB);
    expect(finding).toMatchObject({ detector, subject: { type: "guest", name: "web-01" } });
    expect(finding.message).toMatch(/^web-01: /);
    expect(ko).toMatch(/^web-01: .*[가-힣\w]/);
  });

  test("of an OOM kill by the cgroup of the victim, which is gone by then", () => {
    const cgroup = "/machine.slice/machine-qemu\\x2d1\\x2dinstance\\x2d0000002a.scope";
    const facts = {
      "krane.cgroup": cgroup,
      "krane.oom.victim": "qemu-system-x86[999]",
      "krane.oom.constraint": "global",
    };
    const { finding } = told(report("oom", "qemu-system-x86", 999, facts), WEB);
    expect(finding).toMatchObject({ subject: { name: "web-01", id: UUID } });
    expect(finding.message).toBe("web-01: out of memory: qemu-system-x86[999] killed (global)");
  });

  test("without Nova's name it has libvirt's", () => {
    const { finding } = told(report("gpf", "CPU 0/KVM", 201), guest("instance-0000002b", 200));
    expect(finding.subject).toEqual({ type: "guest", name: "instance-0000002b" });
  });

  test("an oops in one of its threads that is called like no guest's is still a guest's", () => {
    const { finding } = told(report("gpf", "worker", 102), WEB);
    expect(finding).toMatchObject({ detector: "guest-oops", reason: "GuestKernelOops", subject: { name: "web-01" } });
    expect(told(report("gpf", "worker", 102)).finding.detector).toBe("kernel-oops");
  });

  test("a name that its owner made to act on a screen does not", () => {
    const evil = guest("d", 100, { name: "\u001b[2Jweb\u202e" });
    const { finding } = told(report("gpf", "CPU 0/KVM", 101), evil);
    expect(JSON.stringify([finding.subject, finding.message, finding.attributes])).not.toMatch(/\\u001b|\u202e/);
  });
});

describe("a guest that is not known", () => {
  test("those that were there are listed, and the thread stays the subject", () => {
    const { finding, ko } = told(report("gpf", "CPU 0/KVM", 999), WEB, guest("instance-0000002b", 200));
    expect(finding).toMatchObject({
      subject: { type: "guest", name: "CPU 0/KVM[999]" },
      attributes: { "krane.vm.candidates": ["instance-0000002b", "web-01"], "krane.vm.candidate_count": 2 },
    });
    expect(finding.message).toMatch(/\(kernel 6\.8\.0\), guest not identified \(candidates: 2\)$/);
    expect(ko).toMatch(/, VM 특정 불가\(후보 2대\)$/);
  });

  test("an id of an earlier boot means nothing now, and neither do the guests of now", () => {
    const { finding } = told(report("gpf", "CPU 0/KVM", 101, {}, BOOTED - 3_600_000), WEB);
    expect(finding.attributes).not.toHaveProperty("krane.vm.name");
    expect(finding.attributes["krane.vm.candidate_count"]).toBe(0);
    expect(finding.message).toMatch(/, guest not identified$/);
  });

  test("threads that are no guest's are left as they are", () => {
    const { finding } = told(report("gpf", "kworker/3:1", 999), WEB);
    expect(finding).toMatchObject({ detector: "kernel-oops", subject: { type: "host" } });
    expect(Object.keys(finding.attributes).filter((name) => name.startsWith("krane.vm."))).toEqual([]);
  });
});

describe("a log from elsewhere", () => {
  test("says nothing of guests by their threads", () => {
    const { finding } = told(report("gpf", "CPU 0/KVM", 101));
    expect(Object.keys(finding.attributes).filter((name) => name.startsWith("krane.vm."))).toEqual([]);
    expect(finding.message).toBe("CPU 0/KVM[101]: gpf in some_function (kernel 6.8.0)");
  });

  test("names the guest of a cgroup that stands in it", () => {
    const facts = {
      "krane.cgroup": "/machine/qemu-4-instance-00000007.libvirt-qemu",
      "krane.oom.victim": "qemu-kvm[9]",
      "krane.oom.constraint": "memcg",
    };
    const { finding } = told(report("oom", "qemu-kvm", 9, facts));
    expect(finding).toMatchObject({ subject: { type: "guest", name: "instance-00000007" } });
  });
});

describe("the same event, before and after its guest is known", () => {
  const directory = new GuestDirectory();
  const fold = new Fold("h");
  const asked: number[] = [];
  const guests = { directory, bootedAt: () => BOOTED };
  const stream = new EventStream({ rules: registry.rules, fold, guests, unknown: (tid) => asked.push(tid) });
  const oops = report("gpf", "CPU 0/KVM", 101);

  test("it is told at once, asked about, and amended when the guest was found", () => {
    stream.push(oops, "kmsg");
    stream.push(oops, "kern.log");
    const [before] = fold.changes(NOW, true).findings;
    expect(before?.subject.name).toBe("CPU 0/KVM[101]");
    expect(asked).toEqual([101]);
    directory.update({ guests: [WEB] }, 3_600_000);
    stream.lookedAgain();
    const [after, ...others] = fold.changes(NOW, false).findings;
    expect(others).toEqual([]);
    expect(after).toMatchObject({
      id: before?.id,
      fingerprint: before?.fingerprint,
      count: 1,
      subject: { name: "web-01" },
    });
  });

  test("it comes again as the same finding, and no later look changes what was told", () => {
    stream.push(report("gpf", "CPU 0/KVM", 101, {}, BOOTED + 3_700_000), "kmsg");
    stream.lookedAgain();
    expect(fold.changes(NOW, true).findings).toMatchObject([{ count: 2, subject: { name: "web-01" } }]);
    expect(fold.open).toBe(1);
  });

  test("two looks that do not find it are enough", () => {
    stream.push(report("gpf", "CPU 7/KVM", 777), "kmsg");
    stream.lookedAgain();
    stream.lookedAgain();
    directory.update({ guests: [guest("late", 777)] }, 3_600_000);
    stream.lookedAgain();
    expect(fold.changes(NOW, true).findings).toMatchObject([{ subject: { name: "CPU 7/KVM[777]" } }]);
  });
});
