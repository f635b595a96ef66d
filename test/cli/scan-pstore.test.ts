import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/folder.ts";
import { agent } from "../support/program.ts";

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const SECOND = 1_760_000_000;

function write(path: string, text: string, second = SECOND): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  utimesSync(path, second, second);
  return path;
}

/** The end of a kernel's life as pstore keeps it, cut into parts of so many lines; part 1 is the last. */
function parts(perPart: number): string[] {
  const lines = [
    "<6>[  100.000000] e1000e: eth5 NIC Link is Down",
    "<1>[  200.100000] BUG: kernel NULL pointer dereference, address: 0000000000000008",
    "<4>[  200.100001] CPU: 3 PID: 60569 Comm: CPU 1/KVM Not tainted 5.15.0-91-generic #101-Ubuntu",
    "<4>[  200.100002] RIP: 0010:kvm_arch_vcpu_ioctl_run+0x5/0x40 [kvm]",
    "<4>[  200.100003] ---[ end trace 0000000000000000 ]---",
    "<0>[  201.000000] Kernel panic - not syncing: Fatal exception",
    "<4>[  201.000001] CPU: 3 PID: 60569 Comm: CPU 1/KVM Tainted: G      D           5.15.0-91-generic #101-Ubuntu",
    "<0>[  201.500000] Kernel Offset: 0x16800000 from 0xffffffff81000000",
  ];
  const texts: string[] = [];
  for (let end = lines.length; end > 0; end -= perPart)
    texts.push(`Panic#1 Part${texts.length + 1}\n${lines.slice(Math.max(0, end - perPart), end).join("\n")}\n`);
  return texts;
}

const kmsg = "6,0,0,-;Linux version 5.15.0-91-generic\n6,1,5000000,-;e1000e: eth5 NIC Link is Up\n";

interface Found {
  readonly detector: string;
  readonly startsAt: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

function found(...args: string[]): readonly Found[] {
  return JSON.parse(agent(["scan", "-o", "json", ...args]).out).findings;
}

const CRASH = new Date((SECOND - 0.5) * 1000).toISOString();

describe("the crash that ended the last boot", () => {
  const layouts: Readonly<Record<string, (root: string) => string>> = {
    ramoops: (root) => write(join(root, "sys/fs/pstore/dmesg-ramoops-0"), parts(99)[0] ?? ""),
    "EFI variables": (root) => {
      const paths = parts(3).map((text, index) =>
        write(join(root, `sys/fs/pstore/dmesg-efi-${SECOND}0${index + 1}001`), text, SECOND + index),
      );
      return paths[0] ?? "";
    },
    "systemd's archive": (root) =>
      write(join(root, `var/lib/systemd/pstore/${SECOND}/001/dmesg.txt`), parts(3).toReversed().join(""), SECOND + 300),
  };
  test.each(Object.entries(layouts))("is found in %s, with its file and its own time", (name, layOut) => {
    const root = join(folder.path, name);
    const path = layOut(root);
    write(join(root, "extra/kmsg.raw"), kmsg);
    const findings = found("--root", root);
    expect(findings.map(({ detector }) => detector)).toContain("kernel-panic");
    const panic = findings.find(({ detector }) => detector === "kernel-panic");
    expect(panic).toMatchObject({
      startsAt: CRASH,
      attributes: { "log.file.path": path, "process.pid": 60_569, "krane.kernel.report.kind": "panic" },
    });
    expect(findings.find(({ detector }) => detector === "guest-oops")).toMatchObject({
      attributes: { "krane.thread": "CPU 1/KVM[60569]", "log.file.path": path },
    });
    const { out } = agent(["scan", "--lang", "en", "--root", root]);
    expect(out).toContain(`· ${path}`);
    expect(out.indexOf(`${path}: dmesg, 8 lines`)).toBeLessThan(out.indexOf("kmsg.raw: kmsg, 2 lines"));
  });

  test("what the crash left is left", () => {
    const root = join(folder.path, "ramoops");
    expect(readdirSync(join(root, "sys/fs/pstore"))).toEqual(["dmesg-ramoops-0"]);
  });

  test("is one dump where its parts lie beside systemd's text of them", () => {
    const root = join(folder.path, "both");
    for (const [index, text] of parts(3).entries())
      write(join(root, `var/lib/systemd/pstore/${SECOND}/001/dmesg-efi-${SECOND}0${index + 1}001`), text);
    write(join(root, `var/lib/systemd/pstore/${SECOND}/001/dmesg.txt`), parts(3).toReversed().join(""));
    write(join(root, "extra/kmsg.raw"), kmsg);
    const { sources, findings } = JSON.parse(agent(["scan", "-o", "json", "--root", root]).out);
    expect(sources).toHaveLength(2);
    expect(findings.filter(({ detector }: Found) => detector === "kernel-panic")).toMatchObject([{ count: 1 }]);
  });

  test("--pstore reads the dumps alone", () => {
    const { sources } = JSON.parse(agent(["scan", "-o", "json", "--pstore", "--root", join(folder.path, "both")]).out);
    expect(sources).toHaveLength(1);
  });

  test("a dump that the kernel could not unpack is told, and costs the others nothing", () => {
    const root = join(folder.path, "packed");
    write(join(root, `sys/fs/pstore/dmesg-efi-${SECOND}01002.enc.z`), "\u0001\u0002");
    write(join(root, "sys/fs/pstore/dmesg-ramoops-0"), parts(99)[0] ?? "");
    write(join(root, "extra/kmsg.raw"), kmsg);
    const { out, err } = agent(["scan", "-o", "json", "--root", root]);
    expect(err).toContain("could not unpack");
    expect(JSON.parse(out).findings.map(({ detector }: Found) => detector)).toContain("kernel-panic");
  });
});

test("parts that somebody brought along are joined, whatever the order of their names", () => {
  const files = parts(3).map((text, index) =>
    write(join(folder.path, `brought/dmesg-efi-${SECOND}0${index + 1}001`), text),
  );
  for (const order of [files, files.toReversed()]) {
    const { sources, findings } = JSON.parse(agent(["scan", "-o", "json", ...order]).out);
    expect(sources).toMatchObject([{ path: files[0], records: 8 }]);
    expect(findings.filter(({ detector }: Found) => detector === "kernel-panic")).toHaveLength(1);
  }
});

test("this boot's own events keep their times beside a dump's", () => {
  const dump = write(join(folder.path, "mixed/dmesg-ramoops-0"), parts(99)[0] ?? "");
  const log = write(
    join(folder.path, "mixed/kern.log"),
    "2025-10-09T09:00:00+00:00 h kernel: [  100.000000] e1000e: eth5 NIC Link is Down\n",
  );
  const links = found(log, dump).filter(({ detector }) => detector === "link-down");
  expect(links).toMatchObject([{ count: 2 }]);
});

describe("guests' logs", () => {
  const log = (name: string, ...lines: string[]) =>
    write(join(folder.path, name), lines.map((line) => `${line}\n`).join(""));
  const STARTED = "2025-08-11 03:16:59.110+0000: starting up libvirt version: 8.0.0, package: 1ubuntu7.10";

  test("name the guest by their file, rotated and compressed or not, and give their times", () => {
    const crashed = log(
      "instance-00000a1b.log",
      STARTED,
      "2025-08-11 16:38:46.096+0000: shutting down, reason=crashed",
    );
    const old = log("instance-0000beef.log.1", STARTED, "KVM internal error. Suberror: 1");
    const { sources, findings } = JSON.parse(agent(["scan", "-o", "json", crashed, old]).out);
    expect(sources).toMatchObject([{ format: "qemu" }, { format: "qemu" }]);
    expect(findings).toHaveLength(2);
    expect(findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          detector: "guest-crashed",
          subject: { type: "guest", name: "instance-00000a1b" },
          startsAt: "2025-08-11T16:38:46.096Z",
        }),
        expect.objectContaining({ subject: { type: "guest", name: "instance-0000beef" }, startsAt: null }),
      ]),
    );
  });

  test("an ordinary stop is none, and the time of QEMU's own lines is understood", () => {
    const path = log(
      "stopped.log",
      STARTED,
      "2025-08-11T03:17:59.110825Z qemu-system-x86_64: terminating on signal 15 from pid 1234 (/usr/sbin/libvirtd)",
      "2025-08-11 03:18:00.110+0000: shutting down, reason=destroyed",
    );
    expect(agent(["scan", "-o", "json", path]).code).toBe(0);
  });

  test("such a line in another log is not believed", () => {
    const path = log("kern2.log", "2025-08-11T03:00:00+00:00 h app[7]: shutting down, reason=crashed");
    expect(found(path)).toEqual([]);
  });
});
