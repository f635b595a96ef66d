import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, it } from "vitest";
import { Outbox } from "../../src/outbox/outbox.ts";
import { numbers } from "./entry.ts";

const KILLS = 40;
const WRITER = join(import.meta.dirname, "kill-writer.ts");

/** Lets the writer live for a moment after its first commit; the last number that it printed. */
async function runAndKill(directory: string, ms: number): Promise<number> {
  const writer = spawn(process.execPath, [WRITER, directory], { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  writer.stdout.on("data", (text) => {
    printed += text;
  });
  await once(writer.stdout, "data");
  await wait(ms);
  const closed = once(writer, "close");
  writer.kill("SIGKILL");
  await closed;
  return Number(printed.trimEnd().split("\n").at(-1));
}

it(`loses and doubles nothing over ${KILLS} kill -9`, async () => {
  const directory = mkdtempSync(join(tmpdir(), "krane-kill-"));
  let reached = 0;
  let epoch: string | undefined;
  for (let n = 0; n < KILLS; n++) {
    const printed = await runAndKill(directory, Math.random() * 60);
    const outbox = Outbox.open(directory, { maxBytes: 64 * 1024 * 1024, ballast: { bytes: 65_536, room: 0 } });
    epoch ??= outbox.epoch;
    const last = Number(outbox.cursor("numbers"));
    const found = outbox.after(reached, Number.POSITIVE_INFINITY);
    expect(last).toBeGreaterThanOrEqual(printed);
    expect(numbers(found)).toEqual(Array.from({ length: last - reached }, (_, place) => reached + place + 1));
    expect(found.at(-1)?.sequence).toBe(last);
    expect(Buffer.from(outbox.stateEntries().get("last") ?? []).toString()).toBe(String(last));
    expect(outbox.losses()).toEqual([]);
    expect(outbox.epoch).toBe(epoch);
    outbox.close();
    reached = last;
  }
  expect(reached).toBeGreaterThan(KILLS);
  rmSync(directory, { recursive: true });
});
