import { closeSync, openSync, writeSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** Writes matching lines into the log argv[2], argv[3] of them a second for argv[4] seconds; prints how long it took, in ms. argv[5] "vary": no two messages are equal. */
const [, , path = "", rateText = "0", secondsText = "0", kind = ""] = process.argv;
const [rate, seconds] = [Number(rateText), Number(secondsText)];
const SLICES = 50;
const slice = rate / SLICES;
const DIGITS = 6;

/** A slice of lines as rsyslog writes them; only the fractions of the second are set anew for each. */
function sliceOf(at: number, uptime: number): Buffer {
  const second = new Date(at * 1000).toISOString().slice(0, 19);
  const vary = kind === "vary" ? " 000000" : "";
  const body = `kernel: [${uptime}.000000] e1000e 0000:00:1f.6 eth0: NIC Link is Down${vary}`;
  return Buffer.from(`${second}.000000+00:00 krane-hn1prod-com0001 ${body}\n`.repeat(slice), "latin1");
}

function setFractions(lines: Buffer, first: number): void {
  const length = lines.length / slice;
  const uptimeAt = lines.indexOf(93) - DIGITS;
  const places = kind === "vary" ? [20, uptimeAt, length - 1 - DIGITS] : [20, uptimeAt];
  for (let line = 0; line < slice; line++) {
    const fraction = first + line;
    for (const place of places) {
      let rest = fraction;
      for (let digit = DIGITS - 1; digit >= 0; digit--) {
        lines[line * length + place + digit] = 48 + (rest % 10);
        rest = Math.floor(rest / 10);
      }
    }
  }
}

const log = openSync(path, "a");
const start = Math.floor(Date.now() / 1000);
const startedAt = performance.now();
for (let second = 0; second < seconds; second++) {
  const lines = sliceOf(start + second, 100_000 + second);
  for (let part = 0; part < SLICES; part++) {
    setFractions(lines, Math.round((part * 1e6) / SLICES));
    for (let done = 0; done < lines.length; ) done += writeSync(log, lines, done);
    const due = startedAt + (second + (part + 1) / SLICES) * 1000;
    await delay(Math.max(0, due - performance.now()));
  }
}
closeSync(log);
console.log(performance.now() - startedAt);
