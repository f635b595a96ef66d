import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/folder.ts";
import { agent } from "../support/program.ts";

const ENDED = Date.parse("2026-11-21T04:35:12Z");
const FILES = {
  "var/vcap/jobs/uaa/monit": "",
  "var/vcap/instance/health.json": '{"state":"failing"}',
  "var/vcap/bosh/log/current":
    "2026-11-21_04:35:12.64113 [Action Dispatcher] 2026/11/21 04:35:12 ERROR - Action Failed run_script: 1 of 1 post-start scripts failed. Failed Jobs: uaa.\n",
  "var/vcap/sys/log/uaa/post-start.stderr.log":
    "curl: (7) Failed to connect to localhost port 8080\nuaa did not come up in 300 s\n",
  "proc/stat": `btime ${ENDED / 1000 - 1000}\n`,
  "proc/uptime": "1600.00 4000.00\n",
};

test("a script that the agent names speaks for itself, with the age of its failure", () => {
  using folder = temporaryFolder();
  for (const [name, text] of Object.entries(FILES)) {
    const path = join(folder.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    utimesSync(path, ENDED / 1000, ENDED / 1000);
  }
  const { out } = agent(["check", "--root", folder.path, "--only", "bosh-jobs", "-o", "json"]);
  const { results } = JSON.parse(out) as { results: { reason: string; attributes: object; evidence: string[] }[] };
  const failed = results.find(({ reason }) => reason === "JobScriptFailed");
  expect(failed?.attributes).toMatchObject({
    "krane.bosh.job": "uaa",
    "krane.bosh.script": "post-start",
    "krane.bosh.age_minutes": 10,
  });
  expect(failed?.evidence.slice(1)).toEqual([
    "/var/vcap/sys/log/uaa/post-start.stderr.log:",
    "curl: (7) Failed to connect to localhost port 8080",
    "uaa did not come up in 300 s",
  ]);
});
