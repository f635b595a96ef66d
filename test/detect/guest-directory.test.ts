import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Guest } from "../../src/core/index.ts";
import { type Clue, GuestDirectory } from "../../src/detect/guest-directory.ts";

const MINUTE = 60_000;

/** A guest with threads pid, pid + 1 and pid + 2, which began at `startedMs`. */
function guest(domain: string, pid: number, startedMs = 1000, more: Partial<Guest> = {}): Guest {
  const threads = ["qemu-system-x86", "CPU 0/KVM", "worker"].map((name, n) => ({ tid: pid + n, name, startedMs }));
  return { domain, pid, startedMs, state: "running", vcpus: [pid + 1], threads, taps: [], problems: [], ...more };
}

function directory(...looks: readonly (readonly [ms: number, ...guests: Guest[]])[]): GuestDirectory {
  const made = new GuestDirectory();
  for (const [ms, ...guests] of looks) made.update({ guests }, ms);
  return made;
}

const domainOf = (made: GuestDirectory, clue: Clue) => made.whose(clue).guest?.domain;

describe("by thread", () => {
  test("each of a guest's threads is its own, and no other", () => {
    const made = directory([5000, guest("a", 100), guest("b", 200)]);
    expect([100, 101, 102, 202, 103].map((tid) => domainOf(made, { tid }))).toEqual(["a", "a", "a", "b", undefined]);
  });

  test("one that is gone is known for ten minutes", () => {
    const made = directory([5000, guest("a", 100)], [35_000]);
    const clue = { tid: 101, thread: "CPU 0/KVM", atMs: 20_000, slackMs: 5000 };
    expect(domainOf(made, clue)).toBe("a");
    made.update({ guests: [] }, 35_000 + 10 * MINUTE);
    expect(domainOf(made, clue)).toBe("a");
    made.update({ guests: [] }, 35_001 + 10 * MINUTE);
    expect(domainOf(made, clue)).toBeUndefined();
    expect(made.size).toBe(0);
  });

  test("an id that was given again: the time tells whose it was", () => {
    const made = directory([5000, guest("old", 100, 1000)], [60_000, guest("new", 99, 50_000)]);
    expect(domainOf(made, { tid: 100, atMs: 20_000, slackMs: 5000 })).toBe("old");
    expect(domainOf(made, { tid: 100, atMs: 70_000, slackMs: 5000 })).toBe("new");
    made.update({ guests: [guest("new", 99, 50_000)] }, 61_000);
    expect(domainOf(made, { tid: 100, atMs: 20_000, slackMs: 5000 })).toBe("old");
  });

  test("an event before the thread began, or long after it was gone, is not its own", () => {
    const made = directory([50_000, guest("a", 100, 40_000)], [60_000]);
    expect(domainOf(made, { tid: 101, atMs: 30_000, slackMs: 5000 })).toBeUndefined();
    expect(domainOf(made, { tid: 101, atMs: 66_000, slackMs: 5000 })).toBeUndefined();
    expect(domainOf(made, { tid: 101, atMs: 64_000, slackMs: 5000 })).toBe("a");
  });

  test("once it is gone, its id must not stand for a thread with a name that no guest's has", () => {
    const made = directory([5000, guest("a", 100)], [9000]);
    expect(domainOf(made, { tid: 102, thread: "kworker/3:1" })).toBeUndefined();
    expect(domainOf(made, { tid: 102, thread: "worker" })).toBe("a");
    expect(domainOf(made, { tid: 101, thread: "CPU 0/KVM" })).toBe("a");
  });

  test("vhost's kernel thread has its guest's id in its name", () => {
    const made = directory([5000, guest("a", 100)]);
    expect(domainOf(made, { tid: 77, thread: "vhost-100" })).toBe("a");
    expect(domainOf(made, { tid: 77, thread: "kvm-pit/100" })).toBe("a");
    expect(domainOf(made, { tid: 77, thread: "vhost-999" })).toBeUndefined();
  });

  test("a virtual CPU that libvirt alone still tells of is its guest's, also for a directory that never saw it", () => {
    const dead = guest("a", 100, 1000, {
      threads: [
        { tid: 100, name: "qemu-system-x86", startedMs: 1000 },
        { tid: 101, dead: true },
      ],
    });
    const made = directory([90_000, dead], [90_000 + 20 * MINUTE, dead]);
    expect(domainOf(made, { tid: 101, thread: "CPU 0/KVM", atMs: 80_000, slackMs: 5000 })).toBe("a");
    expect(domainOf(made, { tid: 101, thread: "CPU 0/KVM", atMs: 96_000, slackMs: 5000 })).toBeUndefined();
  });

  test("a guest that is gone takes no id from one that is there", () => {
    const stale = guest("stale", 100, 0, { state: "gone", threads: [{ tid: 200, dead: true }] });
    const made = directory([5000, guest("b", 200), stale], [35_000, stale, guest("b", 200)]);
    expect(domainOf(made, { tid: 200 })).toBe("b");
  });
});

describe("by name", () => {
  const uuid = "3c1f6b1a-1111-4c2d-9d7e-0123456789ab";
  const made = directory([5000, guest("a", 100, 1000, { uuid, taps: ["tap1"] }), guest("b", 200)]);

  test("the cgroup of an OOM kill, the UUID of an AppArmor profile, a tap", () => {
    expect(domainOf(made, { cgroup: "/machine.slice/machine-qemu\\x2d3\\x2da.scope" })).toBe("a");
    expect(domainOf(made, { cgroup: "/machine/qemu-3-b.libvirt-qemu/vcpu0", tid: 100 })).toBe("b");
    expect(domainOf(made, { cgroup: "/system.slice/ssh.service" })).toBeUndefined();
    expect(domainOf(made, { uuid })).toBe("a");
    expect(domainOf(made, { tap: "tap1" })).toBe("a");
    expect(domainOf(made, { tap: "tap2" })).toBeUndefined();
  });

  test("of a guest that was restarted, the one that ran then", () => {
    const again = directory([5000, guest("a", 100, 1000)], [50_000, guest("a", 300, 45_000)]);
    const pid = (atMs: number) =>
      again.whose({ cgroup: "/machine/qemu-1-a.libvirt-qemu", atMs, slackMs: 0 }).guest?.pid;
    expect([20_000, 60_000].map(pid)).toEqual([100, 300]);
  });

  test("what its status file said stays known when it cannot be read any more", () => {
    const poor = guest("a", 100, 1000, { state: "unknown", problems: [{ kind: "corrupt", why: "cut" }] });
    const kept = directory([5000, guest("a", 100, 1000, { uuid, name: "web", taps: ["tap1"] })], [35_000, poor]);
    expect(kept.whose({ tap: "tap1" }).guest).toMatchObject({ name: "web", uuid, state: "unknown" });
  });
});

test("where it cannot be told, the guests that were there are, at most 64 of them", () => {
  const made = directory(
    [5000, guest("b", 200), guest("a", 100, 1000, { name: "web" })],
    [60_000, guest("b", 200), guest("c", 300, 50_000)],
  );
  expect(made.whose({ tid: 9, atMs: 20_000, slackMs: 5000 })).toEqual({ candidates: ["b", "web"], count: 2 });
  expect(made.whose({ tid: 9, atMs: 70_000, slackMs: 5000 })).toEqual({ candidates: ["b", "c"], count: 2 });
  const many = directory([5000, ...Array.from({ length: 100 }, (_, n) => guest(`g${n}`, n * 10 + 10))]);
  const { candidates, count } = many.whose({ tid: 9 }) as { candidates: string[]; count: number };
  expect([candidates.length, count]).toEqual([64, 100]);
});

test("65,536 threads are kept; what is gone goes first", () => {
  const made = directory([5000, guest("gone", 1)]);
  const threads = Array.from({ length: 65_536 }, (_, n) => ({ tid: n + 100, name: "worker", startedMs: 1000 }));
  made.update({ guests: [guest("big", 100, 1000, { threads })] }, 6000);
  expect(made.size).toBe(65_536);
  expect(domainOf(made, { tid: 1 })).toBeUndefined();
  expect(domainOf(made, { tid: 65_635 })).toBe("big");
});

test("no lookup names a guest that was not there then, whatever came and went", () => {
  const look = fc.array(
    fc.record({ domain: fc.constantFrom("a", "b", "c"), slot: fc.nat(2), startedMs: fc.nat(50_000) }),
    { maxLength: 3 },
  );
  fc.assert(
    fc.property(fc.array(look, { maxLength: 8 }), fc.nat(10), fc.nat(80_000), (looks, tid, atMs) => {
      const made = new GuestDirectory();
      looks.forEach((guests, n) => {
        made.update(
          { guests: guests.map(({ domain, slot, startedMs }) => guest(domain, slot * 3 + 1, startedMs)) },
          n * 10_000,
        );
      });
      const found = made.whose({ tid, atMs, slackMs: 0 });
      if (found.guest === undefined) return;
      expect(found.guest.startedMs ?? 0).toBeLessThanOrEqual(atMs);
      expect(found.guest.threads.map((thread) => thread.tid)).toContain(tid);
    }),
  );
});
