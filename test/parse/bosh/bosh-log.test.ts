import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { holdsBosh } from "../../../src/parse/bosh/bosh-line.ts";
import { BoshLog } from "../../../src/parse/bosh/bosh-log.ts";

const ID = "nginx/ca6c2391-685d-4e65-a3eb-2db32b436503";
const TASK = `Task 610 | 23:48:49 | Updating instance nginx: ${ID} (0) (canary) (00:02:00)`;
const ERROR = `'${ID} (0)' is not running after update. Review logs for failed jobs: nginx`;

function told(lines: readonly string[]): readonly string[] {
  const log = new BoshLog(0);
  const records = [...lines.flatMap((line) => log.push(line) ?? []), ...log.end()];
  return records.map(({ record }) => `${record.attributes["krane.bosh.instance"]}: ${record.body}`);
}

const rows = (state: string) =>
  JSON.stringify({ Tables: [{ Content: "instances", Rows: [{ instance: ID, process_state: state }] }], Lines: [] });

describe("what bosh prints", () => {
  test("in the colours of a terminal", () => {
    const red = (text: string) => `\u001b[1;31m${text}\u001b[0m`;
    const lines = [TASK, red(`                    L Error: ${ERROR}`), red(`Task 610 | 23:50:49 | Error: ${ERROR}`)];
    expect(told(lines)).toEqual([`${ID}: ${ERROR}`]);
  });

  test("documents of --json one after the other, each on one line or on many, indented by a paste", () => {
    const pretty = JSON.stringify(JSON.parse(rows("stopped")), null, 2).split("\n");
    const lines = [rows("failing"), rows("running"), "", ...pretty.map((line) => `    ${line}`)];
    expect(told(lines)).toEqual(
      [`Instance ${ID}: failing`, `Instance ${ID}: running`, `Instance ${ID}: stopped`].map((body) => `${ID}: ${body}`),
    );
  });

  test("a document whose end is missing does not hide the task behind it", () => {
    expect(told(["{", '  "Tables": [', TASK, `    L Error: ${ERROR}`])).toEqual([`${ID}: ${ERROR}`]);
  });

  test("is found among what other programs print", () => {
    const monit = ["Process 'etcd'                      running", "System 'system_localhost'           running"];
    expect(holdsBosh([...monit, TASK].join("\n"))).toBe(true);
    expect(holdsBosh([...monit, "+ exit 1"].join("\n"))).toBe(false);
  });

  test("no text makes it throw", () => {
    const word = fc.constantFrom(
      "{",
      "}",
      "Task 1 | 00:00:00 | ",
      "Error: ",
      "Started ",
      " > ",
      ". Failed: ",
      "> ",
      "| ",
      ID,
      "\u001b[",
      '{"vm_cid":',
      '"job_state":',
      "~",
      "\t",
      "failing",
    );
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.oneof(word, fc.string()), { maxLength: 8 })),
        (lines) => void told(lines.map((words) => words.join(""))),
      ),
    );
  });
});
