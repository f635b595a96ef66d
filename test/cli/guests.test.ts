import { describe, expect, onTestFinished, test } from "vitest";
import { expectGolden } from "../support/golden.ts";
import { GuestTree, statusXml } from "../support/guest-trees.ts";
import { fixtureHost } from "../support/hosts.ts";
import { agent } from "../support/program.ts";

function root(): string {
  const tree = fixtureHost("guests");
  onTestFinished(() => tree[Symbol.dispose]());
  return tree.root;
}

describe("guests", () => {
  test.each(["en", "ko"])("as a table: %s", async (lang) => {
    const said = agent(["guests", "--root", root(), "--lang", lang]);
    expect(said.err).toBe("");
    await expectGolden(said, `guests-${lang}`, "txt");
  });

  test("as JSON", () => {
    const { code, out } = agent(["guests", "--root", root(), "-o", "json"]);
    const report = JSON.parse(out);
    expect({ code, ...report }).toMatchObject({
      code: 1,
      schema: "krane.guests.v1",
      host: "krane-hn1prod-com0369",
      status: "warning",
      exitCode: 1,
      missing: null,
    });
    expect(report.guests[0]).toMatchObject({
      name: "web & db-01",
      vcpus: [4444, 4445],
      threads: expect.arrayContaining([{ tid: 4444, name: "CPU 0/KVM", dead: false }]),
    });
  });

  test("the exit code is the gravest of what is wrong", () => {
    using tree = new GuestTree().status("a", statusXml({ domain: "a", pid: 100, vcpus: [101] })).process([
      { tid: 100, name: "qemu-kvm" },
      { tid: 101, name: "CPU 0/KVM" },
    ]);
    const code = () => agent(["guests", "--root", tree.root]).code;
    expect(code()).toBe(0);
    tree.status("c", "<half");
    expect(code()).toBe(3);
    tree.status("b", statusXml({ domain: "b", pid: 200 }));
    expect(code()).toBe(1);
    tree.status("a", statusXml({ domain: "a", pid: 100, vcpus: [101, 102] }));
    expect(code()).toBe(2);
  });

  test("no text of a guest acts on a screen", () => {
    using tree = new GuestTree().status(
      "x\u001b[2J",
      statusXml({ domain: "d\u009b", pid: 1, name: "n\u202e", tap: "t\u0085" }),
    );
    tree.process([{ tid: 1, name: "evil\u001b[31m" }]);
    for (const output of ["text", "json"]) {
      const { out } = agent(["guests", "--root", tree.root, "-o", output]);
      expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    }
  });

  test("wrong usage is 64, --help 0", () => {
    expect(agent(["guests", "-o", "xml"]).code).toBe(64);
    expect(agent(["guests", "--help"])).toMatchObject({ code: 0, out: expect.stringContaining("Exit codes:") });
  });
});

describe("scan of a host's own ring", () => {
  test("names the guest, says where it cannot be told, and explain fills in the steps", () => {
    const { code, out } = agent(["scan", "--root", root(), "-o", "json"]);
    const { findings } = JSON.parse(out);
    expect(code).toBe(2);
    expect(findings).toMatchObject([
      { subject: { type: "guest", name: "web & db-01", id: "3c1f6b1a-1111-4c2d-9d7e-0123456789ab" } },
      { subject: { name: "CPU 0/KVM[9999]" }, attributes: { "krane.vm.candidate_count": 3 } },
    ]);
    const steps = agent(["explain", "guest-oops", "--finding", "-"], { input: out }).out;
    // What an operator pastes into a shell is one word, whatever the guest's owner called it.
    expect(steps).toContain("`gapi stop 'web & db-01'`, then `ping 'web & db-01'` until");
    expect(steps).toContain("that guest (web & db-01) hangs or is dead");
    expect(steps).toContain("`gapi show krane-hn1prod-com0369`");
  });

  test("the same file, read as one from elsewhere, says nothing of guests", () => {
    const { out } = agent(["scan", `${root()}/extra/dmesg.txt`, "-o", "json"]);
    expect(out).not.toContain("krane.vm.");
  });

  test.each([
    ["en", "guest web & db-01: domain instance-0000002a, uuid ", "guests there then"],
    ["ko", "VM web & db-01: domain instance-0000002a, uuid ", "당시 실행 중이던 VM"],
  ])("as a person reads it: %s", (lang, known, there) => {
    const { out } = agent(["scan", "--root", root(), "--lang", lang]);
    expect(out).toContain(known);
    expect(out).toContain(`${there}: instance-0000002b, stale-03, web & db-01\n`);
  });
});
