import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { collectorMain } from "../../src/cli/collector.ts";
import { addressOf } from "../../src/cli/collector-files.ts";
import { healthService } from "../../src/rpc/services.ts";
import { childCollector, temporaryFolder } from "../support/collectors.ts";
import { channelTo } from "../support/operators.ts";
import { createPki } from "../support/pki.ts";

const pki = await createPki();

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = "";
  let err = "";
  const code = await collectorMain(argv, {
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      err += text;
    },
    signal: AbortSignal.abort(),
    onReload: () => undefined,
  });
  return { code, out, err };
}

test("wrong usage is exit code 64 and says what is right", async () => {
  expect(await run()).toMatchObject({ code: 64, err: expect.stringContaining("krane-collector serve") });
  expect(await run("serve", "--nonsense")).toMatchObject({ code: 64, err: expect.stringContaining("--nonsense") });
  expect(await run("serve", "--listen", "7443")).toMatchObject({ code: 64, err: expect.stringContaining("HOST:PORT") });
  expect(await run("--help")).toMatchObject({ code: 0, out: expect.stringContaining("--listen HOST:PORT") });
  expect(await run("--version")).toMatchObject({ code: 0, out: expect.stringMatching(/^krane-collector \d/) });
});

test("a bad configuration is exit code 78, with the file and the way out", async () => {
  const folder = temporaryFolder();
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const ca = file("ca", pki.server.ca);
  const cert = file("cert", pki.server.cert);
  const key = file("key", pki.server.key);
  const other = file("other", (await pki.host("a")).key);
  const empty = file("empty", "no PEM");
  const serve = (...more: string[]) => run("serve", "--listen", "127.0.0.1:0", "--data", folder, ...more);
  const missing = await serve("--ca", `${folder}/none`);
  expect(missing).toMatchObject({ code: 78, err: expect.stringContaining(`cannot read ${folder}/none`) });
  expect(missing.err).toContain("--ca");
  expect(await serve("--ca", empty, "--cert", cert, "--key", key)).toMatchObject({ code: 78 });
  const mixed = await serve("--ca", ca, "--cert", cert, "--key", other);
  expect(mixed).toMatchObject({ code: 78, err: expect.stringContaining("belong together") });
  const taken = await run(
    "serve",
    "--listen",
    "203.0.113.1:1",
    "--data",
    folder,
    "--ca",
    ca,
    "--cert",
    cert,
    "--key",
    key,
  );
  expect(taken).toMatchObject({ code: 78, err: expect.stringContaining("listen at 203.0.113.1:1") });
  expect(await serve("--ca", ca, "--cert", cert, "--key", key)).toMatchObject({ code: 0 });
});

test("the process listens, takes a renewed certificate, and ends within a second of SIGTERM", async () => {
  const folder = temporaryFolder();
  const collector = await childCollector(pki, folder);
  expect(collector.log.join("")).toMatch(/^<6>collector: listening address=127\.0\.0\.1:\d+ version=\S+\n$/);
  const operator = await pki.operator("kim");
  const channel = channelTo(`127.0.0.1:${collector.port}`, operator);
  expect(await channel.unary(healthService.check, {}, { timeoutMs: 5000 })).toEqual({ status: 1 });
  const renewed = await createPki();
  writeFileSync(join(folder, "ca"), renewed.server.ca);
  writeFileSync(join(folder, "cert"), renewed.server.cert);
  writeFileSync(join(folder, "key"), renewed.server.key);
  const reloaded = new Promise<void>((resolve) => collector.child.stderr?.once("data", () => resolve()));
  collector.child.kill("SIGHUP");
  await reloaded;
  const again = channelTo(`127.0.0.1:${collector.port}`, await renewed.operator("kim"));
  expect(await again.unary(healthService.check, {}, { timeoutMs: 5000 })).toEqual({ status: 1 });
  const started = performance.now();
  expect(await collector.kill("SIGTERM")).toBe(0);
  expect(performance.now() - started).toBeLessThan(1000);
});

test("an address is a host and a port", () => {
  expect(addressOf("0.0.0.0:7443")).toEqual({ host: "0.0.0.0", port: 7443 });
  expect(addressOf("[::1]:0")).toEqual({ host: "::1", port: 0 });
  for (const text of ["", "7443", "::1:7443", "a:b", "a:99999", "a b:1"]) expect(addressOf(text)).toBeUndefined();
});
