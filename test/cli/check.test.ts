import { describe, expect, test } from "vitest";
import { expectGolden } from "../support/golden.ts";
import { fixtureHost } from "../support/hosts.ts";
import { agent, type Ran } from "../support/program.ts";

/** The checks that the hosts were made for: a new check leaves the golden files alone. */
const ONLY = ["--only", "kvm,swap,x2apic"];

function check(host: string, ...more: string[]): Ran {
  using tree = fixtureHost(host);
  return agent(["check", "--root", tree.root, ...ONLY, ...more]);
}

const ENDINGS = { text: "txt", json: "json", ndjson: "ndjson", nagios: "nagios.txt", junit: "junit.xml" } as const;
const FORMATS = Object.entries({ ...ENDINGS, prometheus: "prometheus.txt" });

describe.each(["healthy", "swap-containerd", "swap-docker", "blind"])("check of the host %s", (host) => {
  test.each(FORMATS)("-o %s", async (format, ending) => {
    const found = check(host, "-o", format);
    expect(found.err).toBe("");
    await expectGolden(found, `check-${host}`, ending);
  });

  test("in Korean", async () => {
    await expectGolden(check(host, "--lang", "ko"), `check-${host}-ko`, "txt");
  });
});

test.each([
  ["healthy", 0],
  ["swap-docker", 1],
  ["swap-containerd", 2],
  ["blind", 3],
])("the exit code of the host %s is %d, whatever the format", (host, code) => {
  expect(FORMATS.map(([format]) => check(host, "-o", format).code)).toEqual(FORMATS.map(() => code));
});

const KEYS = ["schema", "host", "profile", "status", "exitCode", "startedAt", "durationMs", "results"];
const RESULT_KEYS = "check,status,reason,message,subject,attributes,evidence,case,runbook,durationMs".split(",");

test("the keys of -o json are those of the contract, in its order", () => {
  const report = JSON.parse(check("swap-containerd", "-o", "json").out);
  expect(Object.keys(report)).toEqual(KEYS);
  expect(report).toMatchObject({ schema: "krane.check.v1", status: "critical", exitCode: 2 });
  expect(report.results.map(Object.keys)).toEqual([RESULT_KEYS, RESULT_KEYS, RESULT_KEYS]);
  const lines = check("swap-containerd", "-o", "ndjson").out.trim().split("\n");
  expect(lines.map((line) => Object.keys(JSON.parse(line)))).toEqual(lines.map(() => ["host", ...RESULT_KEYS]));
});

test("-o nagios is one line with performance data", () => {
  const { out } = check("swap-containerd", "-o", "nagios");
  expect(out).toMatch(
    /^KRANE CRITICAL - [^|\n]+ \| critical=1 warning=0 unknown=0 ok=2 skipped=0 time=[\d.]+s swap\.kib=2097148\n$/,
  );
});

/** Ids of the checks that were asked. */
function asked(...args: string[]): string[] {
  using tree = fixtureHost("healthy");
  const { out } = agent(["check", "--root", tree.root, "-o", "json", ...args]);
  return JSON.parse(out).results.map((result: { check: string }) => result.check);
}

describe("the choice of checks", () => {
  test("--only takes ids and groups, --skip takes away", () => {
    expect(asked("--only", "swap")).toEqual(["swap"]);
    expect(asked("--only", " swap , kvm")).toEqual(["kvm", "swap"]);
    const bios = asked("--only", "bios");
    expect(bios).toEqual(expect.arrayContaining(["kvm", "x2apic"]));
    expect(bios).not.toContain("swap");
    expect(asked("--only", "kvm,swap,x2apic", "--skip", "bios")).toEqual(["swap"]);
    expect(asked("--only", "swap", "--skip", "swap")).toEqual([]);
  });

  test("a name that there is not is wrong usage, and the valid ones are named", () => {
    for (const option of ["--only", "--skip"]) {
      const { code, out, err } = agent(["check", option, "swap,sawp"]);
      expect({ code, out }).toEqual({ code: 64, out: "" });
      expect(err).toMatch(new RegExp(`${option} sawp: .*bios, .*kvm, .*swap`));
    }
  });
});

test("a tree that is not there is named, and nothing is said of this machine", () => {
  const { code, out, err } = agent(["check", "--root", "/nowhere/at/all"]);
  expect({ code, out }).toEqual({ code: 3, out: "" });
  expect(err).toContain("/nowhere/at/all");
});

test("this very machine can be asked", () => {
  const { code, out, err } = agent(["check", "-o", "json"]);
  expect(err).toBe("");
  expect(JSON.parse(out).exitCode).toBe(code);
});
