import { mkdirSync, readdirSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { observed } from "../support/observed.ts";

const dump = (pid: number) => `Panic#1 Part1
<4>[  199.000000] e1000e 0000:00:1f.6 eth9: renamed from eth0
<0>[  201.000000] Kernel panic - not syncing: Fatal exception
<4>[  201.000001] CPU: 3 PID: ${pid} Comm: init Not tainted 5.15.0-91-generic #101-Ubuntu
<0>[  201.500000] Kernel Offset: 0x16800000 from 0xffffffff81000000
`;

test("a crash that ended an earlier boot is told once, also when systemd moves it, and nothing is deleted", async () => {
  const second = Math.floor(Date.now() / 1000) - 600;
  const folders: string[] = [];
  const { home, running, until, findings } = await observed([], { pstore: folders });
  const [pstore, archive] = [home.file("pstore"), home.file("archive")];
  for (const folder of [pstore, archive]) mkdirSync(folder);
  const put = (folder: string, name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    utimesSync(join(folder, name), second, second);
    return join(folder, name);
  };
  const path = put(pstore, "dmesg-ramoops-0", dump(1));
  home.configure({ pstore: [pstore, archive, home.file("not-there")] });
  running.child.kill("SIGHUP");
  const [panic] = await until((found) => found.length === 1);
  expect(panic).toMatchObject({
    detector: "kernel-panic",
    status: "critical",
    count: 1,
    startsAt: second * 1000 - 500,
    attributes: { "log.file.path": path },
  });
  expect(readdirSync(pstore)).toEqual(["dmesg-ramoops-0"]);
  expect((await home.status()).sources).toEqual([{ id: "pstore", records: 4, lost: 0 }]);

  // The next boot: the old dump lies in the archive, and the kernel has left a new one.
  expect(await running.kill("SIGTERM")).toBe(0);
  renameSync(path, join(archive, "dmesg-ramoops-0"));
  put(pstore, "dmesg-ramoops-0", dump(2).replace("Fatal exception", "hung_task: blocked tasks"));
  await home.start();
  await until((found) => found.length === 2);
  expect((await home.status()).sources).toEqual([{ id: "pstore", records: 4, lost: 0 }]);
  expect((await findings()).map(({ count }) => count)).toEqual([1, 1]);
});
