import { appendFileSync, existsSync, renameSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { linesOf } from "./events.ts";

// Writes events as rsyslog does: each kernel line into kern.log and syslog, the others into syslog alone; logrotate renames both
// now and then. Lines are torn at any byte, as a reader may see them.
const [folder = "", kind = "", countText = "0", seconds = "1"] = process.argv.slice(2);
const count = Number(countText);
const BURSTS = 150;
const ROTATIONS = 3;

function rotate(path: string): void {
  for (let n = ROTATIONS; n > 0; n--) {
    const from = n === 1 ? path : `${path}.${n - 1}`;
    if (existsSync(from)) renameSync(from, `${path}.${n}`);
  }
}

let rest = { "kern.log": "", syslog: "" };
for (let burst = 0; burst < BURSTS; burst++) {
  const text = { ...rest };
  for (let n = Math.floor((count * burst) / BURSTS); n < Math.floor((count * (burst + 1)) / BURSTS); n++) {
    for (const line of linesOf(kind, n)) {
      if (line.includes(" kernel: ")) text["kern.log"] += `${line}\n`;
      text.syslog += `${line}\n`;
    }
  }
  rest = { "kern.log": "", syslog: "" };
  for (const name of ["kern.log", "syslog"] as const) {
    const whole = text[name];
    const cut = burst === BURSTS - 1 ? whole.length : Math.max(0, whole.length - ((burst * 37) % 90));
    appendFileSync(`${folder}/${name}`, whole.slice(0, cut));
    rest[name] = whole.slice(cut);
    if (burst % 50 === 25) {
      // A writer never tears a line over a rotation.
      appendFileSync(`${folder}/${name}`, rest[name]);
      rest[name] = "";
      rotate(`${folder}/${name}`);
    }
  }
  await delay((Number(seconds) * 1000) / BURSTS);
}
