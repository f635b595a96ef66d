import { mkdirSync, rmdirSync, truncateSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { LogWatch } from "../../src/agent/log-watch.ts";
import { selfReport } from "../../src/agent/self-report.ts";
import { Fold } from "../../src/detect/fold.ts";
import { LogReader } from "../../src/detect/log-reader.ts";
import { loadRegistry } from "../../src/detect/registry.ts";
import { ruleSet } from "../../src/detect/rule-set.ts";
import { allocateScanBuffer } from "../../src/detect/scan-buffer.ts";
import { compileScanner } from "../../src/detect/scanner.ts";
import { kmsgSource } from "../../src/sources/kmsg.ts";
import { kmsgRing } from "../sources/kmsg-ring.ts";
import { kernelLine, observed, syslogLine } from "../support/observed.ts";

test("what was lost is one finding for each reason, with the exact sum", async () => {
  const { rules } = await loadRegistry();
  const fold = new Fold("host");
  const self = selfReport(rules, fold);
  self.partMissed("kmsg", { records: 1200, why: "overrun" });
  self.partMissed("kmsg", { records: 34, why: "overrun" });
  self.partMissed("kmsg", { records: 5, why: "gap" });
  self.partMissed("/var/log/syslog", { why: "truncated" });
  self.outboxLost({ reason: "evicted", status: "warning", count: 12 });
  self.outboxLost({ reason: "evicted", status: "critical", count: 1 });
  self.outboxLost({ reason: "reset", count: 1 });
  const said = fold.changes(1, true).findings.map(({ message, count }) => [message, count]);
  expect(said).toEqual([
    ["kmsg: 1234 records lost before they could be read (overrun)", 1234],
    ["kmsg: 5 records lost before they could be read (gap)", 5],
    ["/var/log/syslog: a part of it was not read, how many records is not known (truncated)", 1],
    ["13 findings could not be kept for the collector (evicted)", 13],
    ["the outbox was damaged and mended itself (reset): the latest findings before that may be missing", 1],
  ]);
});

test("records of the ring that were overwritten while nobody read are told with their number", async () => {
  const { rules } = await loadRegistry();
  const fold = new Fold("host");
  const self = selfReport(rules, fold);
  const ring = kmsgRing(40);
  const [known, clock] = [ruleSet(rules), () => ({ now: 1 })];
  const stopper = new AbortController();
  const { promise: read, resolve } = Promise.withResolvers<void>();
  for (let record = 0; record < 100; record++) ring.print(`record ${record}`);
  const watch = new LogWatch({
    id: "kmsg",
    open: (cursor = "3f6d2c52:41") => kmsgSource({ bootId: "3f6d2c52", cursor, open: ring.open }),
    cursor: undefined,
    reader: (format) =>
      new LogReader({ rules: known, scanner: compileScanner(known.literals), format, clock, found: () => undefined }),
    buffer: allocateScanBuffer(),
    log: () => undefined,
    read: resolve,
    lost: self.partMissed,
    blind: self.sourceBlind,
  });
  const running = watch.run(stopper.signal);
  await read;
  expect(fold.changes(1, true).findings).toMatchObject([
    { detector: "records-lost", count: 18, attributes: { "krane.source.lost": 18, "krane.source.why": "gap" } },
  ]);
  expect(watch.progress()).toEqual({ id: "kmsg", records: 40, lost: 18 });
  stopper.abort();
  await running;
});

test("a log that was cut off is told; one that is a folder is unknown until it is a log again", async () => {
  const { log, append, until, home, running } = await observed(["syslog", "kern.log"]);
  append("syslog", syslogLine("x", "one"), syslogLine("x", "two"));
  await home.when(({ sources }) => sources[0]?.records === 2);
  truncateSync(log.syslog ?? "", 0);
  append("syslog", syslogLine("x", "3"));
  const [gap] = await until((findings) => findings.length === 1);
  expect(gap).toMatchObject({ detector: "log-gap", attributes: { "krane.source.why": "truncated" } });

  const path = home.file("later.log");
  mkdirSync(path);
  home.configure({ logs: [path] });
  running.child.kill("SIGHUP");
  const blind = (await until((findings) => findings.some(({ detector }) => detector === "source-blind"))).find(
    ({ detector }) => detector === "source-blind",
  );
  expect(blind).toMatchObject({ status: "unknown", message: expect.stringContaining("is not a file") });
  expect((await home.status()).sources).toMatchObject([{ error: expect.stringContaining("is not a file") }]);
  rmdirSync(path);
  writeFileSync(path, "");
  await until((findings) => findings.find(({ id }) => id === blind?.id)?.endsAt !== undefined);
  expect((await home.status()).sources).toEqual([{ id: path, records: 0, lost: 0 }]);
  writeFileSync(path, `${kernelLine(1, "e1000e 0000:00:1f.6 eth9: NIC Link is Down")}\n`, { flag: "a" });
  await until((findings) => findings.some(({ detector }) => detector === "link-down"));
});
