import { writeSync } from "node:fs";
import { Outbox } from "../../src/outbox/outbox.ts";
import { entry } from "./entry.ts";

// Commits numbered entries together with their place and one value of state, and prints each number once it is durable, until it is
// killed. Goes on behind the place that it finds.
const [directory = ""] = process.argv.slice(2);
const outbox = Outbox.open(directory, { maxBytes: 64 * 1024 * 1024, ballast: { bytes: 65_536, room: 0 } });

for (let last = Number(outbox.cursor("numbers") ?? 0); ; ) {
  const count = 1 + Math.floor(Math.random() * 4);
  const entries = Array.from({ length: count }, (_, n) => entry(last + n + 1, "warning", Math.random() * 900));
  last += count;
  const state = { put: { last: Buffer.from(String(last)) } };
  outbox.commit({ entries, cursors: { numbers: String(last) }, state });
  writeSync(1, `${last}\n`);
}
