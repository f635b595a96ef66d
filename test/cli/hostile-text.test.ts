import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/folder.ts";
import { agent } from "../support/program.ts";

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

/** What a terminal or a page would act on; newlines part the lines of our own. */
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u;
const ATTACK = "\u001b[31m\u001b]0;t\u0007\u009b2J\u009d\u202e\u2066\u200b\u2028\u007f\ufeff\u0008\r!";
const FORMATS = ["text", "json", "ndjson", "nagios", "junit", "prometheus"];

/** Text enough that a log is one, however much of it is an attack. */
const HARMLESS = "[    0.000000] Linux version 5.15.0-91-generic (buildd@lcy02-amd64-045)\n".repeat(60);

const LOG = `${HARMLESS}[    1.000000] BUG: unable to handle page fault for address: ${ATTACK}
[    1.000001] CPU: 1 PID: 9 Comm: qemu-system-x86 Tainted: G D 5.15.0-91-generic #101 ${ATTACK}
[    1.000002] RIP: 0010:fn+0x1/0x2 [${ATTACK}]
[    1.000003] ${ATTACK.repeat(2000)}
[    1.000004] ---[ end trace 0 ]---
[    1.000005] e1000e: ${ATTACK.slice(0, 12)} NIC Link is Down
<4>1 2025-08-11T03:16:59Z ${ATTACK} kernel - - - [    1.000006] e1000e: eth0 NIC Link is Down ${ATTACK}
{"MESSAGE":"e1000e: eth1 NIC Link is Down \\u001b\\u009b","_TRANSPORT":"kernel","_HOSTNAME":"\\u001b[31m","_BOOT_ID":"\\u202e"}
6,1,7,-;e1000e: eth2 NIC Link is Down \\x1b[31m\\xe2\\x80\\xae
`;

function logFile(): string {
  const path = join(folder.path, `log${ATTACK}`);
  writeFileSync(path, LOG);
  return path;
}

describe.each(["en", "ko"])("in %s", (lang) => {
  test.each(FORMATS)("scan -o %s prints nothing of a log and its name as it came", (format) => {
    const { code, out, err } = agent(["scan", "-o", format, "--lang", lang, logFile(), `${folder.path}/no${ATTACK}`]);
    expect(code).toBe(2);
    expect(out).not.toMatch(UNSAFE);
    expect(err).not.toMatch(UNSAFE);
    expect(err).toContain("\\x1b[31m");
  });

  test.each(FORMATS)("check -o %s prints nothing of a host as it came", (format) => {
    const root = join(folder.path, `root${ATTACK}`);
    mkdirSync(join(root, "proc/sys/kernel"), { recursive: true });
    mkdirSync(join(root, "etc"), { recursive: true });
    writeFileSync(join(root, "proc/sys/kernel/hostname"), `vm${ATTACK}\n`);
    writeFileSync(join(root, "proc/swaps"), `Filename Type Size Used Priority\n/dev/${ATTACK} file 8 0 -2\n`);
    writeFileSync(join(root, "etc/fstab"), `/dev/${ATTACK} none swap sw 0 0 # ${ATTACK}\n`);
    writeFileSync(join(root, "proc/cpuinfo"), `processor : 0\nvendor_id : ${ATTACK}\nflags : ${ATTACK}\n`);
    const { out, err } = agent(["check", "-o", format, "--lang", lang, "--root", root]);
    expect(out).not.toMatch(UNSAFE);
    expect(err).not.toMatch(UNSAFE);
  });
});

test.each([
  ["check", "--only", ATTACK],
  ["check", "--root", `/nowhere${ATTACK}`],
  ["check", `--${ATTACK}`],
  ["scan", "--format", ATTACK, "x"],
  ["scan", "--since", ATTACK, "x"],
  ["scan", "--root", `/nowhere${ATTACK}`],
  ["explain", ATTACK],
  ["explain", "swap", "--finding", ATTACK],
  ["config", "check", `/nowhere${ATTACK}`],
  ["status", "--socket", `/nowhere${ATTACK}`],
  ["run", "--config", `/nowhere${ATTACK}`],
  [ATTACK],
])("an error of %s names what was given, safely", (...args) => {
  const { code, out, err } = agent(args);
  expect(code).not.toBe(0);
  expect(out).not.toMatch(UNSAFE);
  expect(err).not.toMatch(UNSAFE);
  expect(err).toContain("\\x1b[31m");
});

test("junit stays XML: markup of a log is escaped", () => {
  const path = join(folder.path, "xml.log");
  writeFileSync(path, "[    1.000000] e1000e: <a&\"'> NIC Link is Down ]]></failure><x>\n");
  const { out } = agent(["scan", "-o", "junit", path]);
  expect(out).toContain('name="&lt;a&amp;&quot;&apos;&gt;"');
  expect(out).not.toContain("<x>");
});

test("nagios stays one line whose performance data is ours", () => {
  const path = join(folder.path, "bar.log");
  writeFileSync(path, "[    1.000000] e1000e: a|b=1 NIC Link is Down\n".repeat(3));
  expect(agent(["scan", "-o", "nagios", path]).out).toMatch(/^[^|\n]+ \| critical=0 [^|\n]+\n$/);
});
