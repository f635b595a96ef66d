import { describe, expect, test } from "vitest";
import { expectGolden } from "../support/golden.ts";
import { agent } from "../support/program.ts";

const OOPS = "test/fixtures/seeds/guest-oops.dmesg";
const VBOXNET = "test/fixtures/seeds/vboxnet0.syslog";
const QUIET = "test/fixtures/quiet/hypervisor-day.syslog";

const ENDINGS = { text: "txt", json: "json", ndjson: "ndjson", nagios: "nagios.txt", junit: "junit.xml" } as const;
const FORMATS = Object.entries({ ...ENDINGS, prometheus: "prometheus.txt" });

describe.each([
  ["guest-oops", OOPS],
  ["quiet", QUIET],
])("scan of %s", (name, file) => {
  test.each(FORMATS)("-o %s", async (format, ending) => {
    const found = agent(["scan", "-o", format, file]);
    expect(found.err).toBe("");
    await expectGolden(found, `scan-${name}`, ending);
  });

  test("in Korean", async () => {
    await expectGolden(agent(["scan", "--lang", "ko", file]), `scan-${name}-ko`, "txt");
  });
});

test("the seed's oops is named with pid, command, taint and kernel", () => {
  const { code, out } = agent(["scan", "-o", "json", OOPS]);
  const { findings } = JSON.parse(out);
  expect(code).toBe(2);
  expect(findings).toMatchObject([
    {
      detector: "guest-oops",
      status: "critical",
      case: "4.5",
      ticket: "SYS_KERNEL_PANIC",
      attributes: {
        "process.pid": 18_119,
        "process.title": "qemu-system-x86",
        "krane.kernel.taint": "G D",
        "krane.kernel.taint_flags": ["DIE"],
        "os.version": "4.8.0-41-generic",
      },
    },
  ]);
});

test("the seed's vboxnet0 incident is one finding with its loss ratio", () => {
  const { code, out } = agent(["scan", "-o", "json", VBOXNET]);
  const { findings } = JSON.parse(out);
  expect(code).toBe(2);
  expect(findings).toMatchObject([{ detector: "promiscuous-left", subject: { type: "nic", name: "vboxnet0" } }]);
  expect(findings[0].message).toContain("3649851 of 3651331 packets (99.96 %) were not sent");
  expect(findings[0].evidence).toHaveLength(3);
});

const KEYS = "schema,status,exitCode,sources,findings".split(",");
const FINDING_KEYS =
  "id,detector,kind,status,reason,message,subject,attributes,evidence,case,ticket,fingerprint,count,startsAt,lastObservedAt,endsAt,runbook";

test("the keys of -o json are those of the contract, in its order", () => {
  const report = JSON.parse(agent(["scan", "-o", "json", OOPS, VBOXNET]).out);
  expect(Object.keys(report)).toEqual(KEYS);
  expect(report).toMatchObject({ schema: "krane.scan.v1", status: "critical", exitCode: 2 });
  const sourceKeys = ["path", "format", "bytes", "records", "skipped"];
  expect(report.sources.map(Object.keys)).toEqual([sourceKeys, sourceKeys]);
  expect(report.findings.map((finding: object) => Object.keys(finding).join())).toEqual([FINDING_KEYS, FINDING_KEYS]);
});

test("findings come in the order in which they began, in text the worst first", () => {
  const both = (...args: string[]) => agent(["scan", ...args, VBOXNET, OOPS]).out;
  const ids = JSON.parse(both("-o", "json")).findings.map((finding: { detector: string }) => finding.detector);
  expect(ids).toEqual(["guest-oops", "promiscuous-left"]);
  expect(both().split("\n")[0]).toBe("CRITICAL 2 findings");
});

test("ids of findings do not change from run to run", () => {
  const run = () => JSON.parse(agent(["scan", "-o", "json", OOPS]).out).findings;
  expect(run()).toEqual(run());
});
