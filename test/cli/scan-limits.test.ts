import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { temporaryFolder } from "../support/folder.ts";
import { bash } from "../support/program.ts";

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const LIMIT_KIB = 160 * 1024;

/** Scans files with the findings of `text` in them, and gives the peak memory as well. */
function scan(path: string): { readonly out: string; readonly err: string; readonly peakKib: number } {
  const read = "process.on('exit',()=>process.stderr.write('\\npeak='+process.resourceUsage().maxRSS))";
  const preload = join(folder.path, "peak.cjs");
  writeFileSync(preload, read);
  const line = `"${process.execPath}" --require ${preload} dist/krane-agent.js scan -o json ${path}`;
  const { out, err } = bash(line);
  return { out, err, peakKib: Number(/peak=(\d+)/.exec(err)?.[1]) };
}

function oops(pid: number): string {
  return `[  1.${String(pid).padStart(6, "0")}] BUG: unable to handle page fault for address: 0000000000000008
[  1.${String(pid).padStart(6, "0")}] CPU: 1 PID: ${pid} Comm: CPU 0/KVM Not tainted 5.15.0-91-generic #101
[  1.${String(pid).padStart(6, "0")}] ---[ end trace 0000000000000000 ]---
`;
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder.path, name);
  writeFileSync(path, content);
  return path;
}

function pids(out: string): number[] {
  return JSON.parse(out).findings.map(
    (finding: { attributes: Record<string, unknown> }) => finding.attributes["process.pid"],
  );
}

test("a line of 100 MB is stepped over, and costs no memory", () => {
  const path = file("long", `${oops(1)}[    2.000000] ${"BUG: unable to handle ".repeat(4_600_000)}\n${oops(2)}`);
  const { out, peakKib } = scan(path);
  expect(pids(out)).toEqual([1, 2]);
  expect(peakKib).toBeLessThan(LIMIT_KIB);
});

test("a log that ends in a hole of 1 GB is read to its end", () => {
  const path = file("hole", oops(1));
  truncateSync(path, 2 ** 30);
  const { out, peakKib } = scan(path);
  expect(pids(out)).toEqual([1]);
  expect(JSON.parse(out).sources[0].bytes).toBe(2 ** 30);
  expect(peakKib).toBeLessThan(LIMIT_KIB);
});

test("a gzip of 1 KB that unpacks to 300 MB costs no memory", () => {
  const part = gzipSync(Buffer.alloc(30_000_000, "x"), { level: 1 });
  const path = file("bomb.gz", Buffer.concat([gzipSync(oops(1)), ...Array.from({ length: 10 }, () => part)]));
  const { out, peakKib } = scan(path);
  expect(pids(out)).toEqual([1]);
  expect(peakKib).toBeLessThan(LIMIT_KIB);
});

test("20,000 different findings are bounded, and what was left out is said", () => {
  const path = file("flood", Array.from({ length: 20_000 }, (_, index) => oops(index + 1)).join(""));
  const { out, err } = scan(path);
  const told = pids(out);
  expect(told.length).toBeLessThanOrEqual(2 * 4096);
  expect(told).toContain(20_000);
  expect(err).toContain(`${20_000 - told.length} findings that are over are left out`);
});

test("a flood of warnings does not hide a critical finding", () => {
  const flood = Array.from({ length: 6000 }, (_, index) => `[    2.000000] e1000e: tap${index} NIC Link is Down\n`);
  const { out } = scan(file("hiding", oops(7) + flood.join("")));
  const { status, findings } = JSON.parse(out);
  expect(status).toBe("critical");
  expect(findings).toContainEqual(expect.objectContaining({ detector: "guest-oops", endsAt: null }));
});
