#!/usr/bin/env node
import { collectorMain } from "../cli/collector.ts";

const stop = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop.abort());

const code = await collectorMain(process.argv.slice(2), {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  signal: stop.signal,
  onReload: (reload) => void process.on("SIGHUP", reload),
});
process.exit(code);
