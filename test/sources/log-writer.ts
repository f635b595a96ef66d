import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";

// A program that logs at full speed: numbered lines, one write each; opens its log again on SIGHUP, as rsyslog does.
// On SIGTERM it ends and says how many lines there are.
const [path = "", first = "0", pidFile] = process.argv.slice(2);
let fd = openSync(path, "a");
let number = Number(first);
let running = true;

process.on("SIGHUP", () => {
  closeSync(fd);
  fd = openSync(path, "a");
});
process.on("SIGTERM", () => {
  running = false;
});
if (pidFile !== undefined) writeFileSync(pidFile, String(process.pid));

function burst(): void {
  for (let n = 0; n < 200; n++) writeSync(fd, `${number++} 커널 로그 한 줄 🔥 ${"가".repeat(number % 7)}\n`);
  if (running) setImmediate(burst);
  else process.stdout.write(`${number}\n`);
}

burst();
