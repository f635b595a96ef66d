import { appendFileSync, mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { observed } from "../support/observed.ts";

const trace = (code: number) => `+ set -e\n+ /var/vcap/packages/nginx/bin/check\n+ exit ${code}\n`;

test("what lifecycle scripts of jobs and monit say on a BOSH-managed VM is told once, over rotations and restarts", async () => {
  const { home, running, until, findings } = await observed([]);
  const write = (name: string, text: string): string => {
    const path = home.file(`vcap/${name}`);
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, text);
    return path;
  };
  const jobs = async () => (await findings()).map(({ attributes }) => attributes["krane.bosh.job"]);
  // A deployment comes while the agent runs.
  const nginx = write("sys/log/nginx/pre-start.stderr.log", trace(7));
  write("sys/log/nginx/nginx.stderr.log", trace(9));
  await until((found) => found.length === 1);
  expect((await findings())[0]).toMatchObject({
    detector: "bosh-script-exit",
    subject: { type: "service", name: "nginx" },
    count: 1,
    attributes: { "krane.bosh.script": "pre-start", "krane.bosh.exit_code": 7, "log.file.path": nginx },
  });
  write("monit/monit.log", "[KST Nov 21 03:16:59] error    : 'etcd' process is not running\n");
  await until((found) => found.some(({ subject }) => subject.name === "etcd"));

  // logrotate cuts it off; that is no finding.
  truncateSync(nginx, 0);
  await eventually(() => running.log().includes("why=truncated") || undefined);
  const dns = write("sys/log/bosh-dns/post-start.stderr.log", trace(1));
  await until((found) => found.length === 3);
  // A job that is removed takes its logs along.
  rmSync(dirname(dns), { recursive: true });
  await home.when(({ sources }) => sources.every(({ id }) => id !== dns));

  expect(await running.kill("SIGTERM")).toBe(0);
  appendFileSync(nginx, trace(3));
  write("sys/log/kubelet/drain.stderr.log", trace(2));
  await home.start();
  await until((found) => found.length === 5 || found.filter(({ count }) => count > 1).length > 0);
  expect(await jobs()).toEqual(expect.arrayContaining(["nginx", "bosh-dns", "kubelet"]));
});

test("a log whose folder may not be listed is no other log's harm", async () => {
  const { home, until } = await observed([]);
  mkdirSync(home.file("vcap/sys/log"), { recursive: true });
  writeFileSync(home.file("vcap/sys/log/README"), "no folder");
  mkdirSync(home.file("vcap/sys/log/nginx/drain.stderr.log"), { recursive: true });
  mkdirSync(home.file("vcap/sys/log/mysql"));
  writeFileSync(home.file("vcap/sys/log/mysql/drain.stderr.log"), trace(4));
  await until((found) => found.some(({ subject }) => subject.name === "mysql"));
});
