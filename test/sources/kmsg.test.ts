import { accessSync, constants, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readBootId } from "../../src/sources/boot-id.ts";
import { kmsgSource } from "../../src/sources/kmsg.ts";
import { openKmsg } from "../../src/sources/kmsg-device.ts";
import { sequenceOf } from "../../src/sources/kmsg-position.ts";
import { gather } from "./gather.ts";
import { kmsgRing } from "./kmsg-ring.ts";

const BOOT = "d819fd74-32c1-4262-8d2e-a4b56461d751";

const source = (ring: ReturnType<typeof kmsgRing>, cursor?: string, bootId = BOOT) =>
  kmsgSource({ bootId, open: ring.open, everyMs: 5, ...(cursor !== undefined && { cursor }) });

function printed(ring: ReturnType<typeof kmsgRing>, count: number): void {
  for (let n = 0; n < count; n++) ring.print(`record ${n}`);
}

describe("kmsg", () => {
  it("hands over whole records with their continuation lines, and the place behind them", async () => {
    const ring = kmsgRing(100);
    ring.print("nvme0: reset", " SUBSYSTEM=nvme\n DEVICE=+nvme:nvme0\n");
    ring.print("맥박이 멈췄다");
    const reading = gather(source(ring));
    await reading.when(() => reading.got.chunks > 0);
    const got = await reading.stop();
    expect(got.text).toBe("6,0,0,-;nvme0: reset\n SUBSYSTEM=nvme\n DEVICE=+nvme:nvme0\n6,1,10,-;맥박이 멈췄다\n");
    expect(got.cursor).toBe(`${BOOT}:1`);
    expect(got.losses).toEqual([]);
    expect(ring.opened()).toBe(0);
  });

  it("skips what the same boot has read before", async () => {
    const ring = kmsgRing(100);
    printed(ring, 10);
    const reading = gather(source(ring, `${BOOT}:7`));
    await reading.when(() => reading.got.chunks > 0);
    const got = await reading.stop();
    expect(got.text).toBe("6,8,80,-;record 8\n6,9,90,-;record 9\n");
    expect(got.losses).toEqual([]);
  });

  it("starts at 0 after a reboot and counts what the new boot has overwritten already", async () => {
    const ring = kmsgRing(4);
    printed(ring, 10);
    const reading = gather(source(ring, "11111111-2222:900"));
    await reading.when(() => reading.got.chunks > 0);
    const got = await reading.stop();
    expect(got.text.startsWith("6,6,60,-;record 6\n")).toBe(true);
    expect(got.losses).toEqual([{ records: 6, why: "gap" }]);
  });

  it("counts the gap between the saved record and the oldest left", async () => {
    const ring = kmsgRing(4);
    printed(ring, 10);
    const reading = gather(source(ring, `${BOOT}:2`));
    await reading.when(() => reading.got.chunks > 0);
    expect((await reading.stop()).losses).toEqual([{ records: 3, why: "gap" }]);
  });

  it("claims no loss on its first start", async () => {
    const ring = kmsgRing(4);
    printed(ring, 10);
    const reading = gather(source(ring));
    await reading.when(() => reading.got.chunks > 0);
    expect((await reading.stop()).losses).toEqual([]);
  });

  it("counts on its first start what is gone of this boot, where it is asked to", async () => {
    for (const [capacity, losses] of [
      [4, [{ records: 6, why: "before-start" }]],
      [10, []],
    ] as const) {
      const ring = kmsgRing(capacity);
      printed(ring, 10);
      const reading = gather(kmsgSource({ bootId: BOOT, open: ring.open, everyMs: 5, wholeBoot: true }));
      await reading.when(() => reading.got.chunks > 0);
      expect((await reading.stop()).losses).toEqual(losses);
    }
  });

  it("counts an overrun exactly while it reads", async () => {
    const ring = kmsgRing(50);
    printed(ring, 10);
    const reading = gather(source(ring));
    await reading.when(() => reading.got.chunks > 0);
    printed(ring, 1000);
    await reading.when(() => reading.got.losses.length > 0);
    const got = await reading.stop();
    expect(got.losses).toEqual([{ records: 950, why: "overrun" }]);
    expect(got.text.split("\n").filter(Boolean)).toHaveLength(60);
  });

  it("counts a record that fits no buffer and takes the next one of its size", async () => {
    const ring = kmsgRing(50);
    const big = "x".repeat(300 * 1024);
    ring.print("before");
    ring.print(big);
    ring.print("between");
    for (let n = 0; n < 6; n++) ring.print(big);
    const reading = gather(source(ring));
    await reading.when(() => reading.got.text.includes(big));
    const got = await reading.stop();
    expect(got.losses[0]).toEqual({ records: 1, why: "oversize" });
    expect(got.text).toContain("between");
  });

  it("reads on where a restored snapshot went back in sequence under the same boot id", async () => {
    const ring = kmsgRing(50);
    printed(ring, 10);
    const reading = gather(source(ring, `${BOOT}:5000`));
    await new Promise((resolve) => setTimeout(resolve, 30));
    ring.print("after the restore");
    await reading.when(() => reading.got.chunks > 0);
    expect((await reading.stop()).text).toBe("6,10,100,-;after the restore\n");
  });

  it("says so when the cursor is not one", async () => {
    const ring = kmsgRing(50);
    printed(ring, 2);
    const reading = gather(source(ring, "nonsense"));
    await reading.when(() => reading.got.chunks > 0);
    const got = await reading.stop();
    expect(got.losses).toEqual([{ why: "cursor" }]);
    expect(got.cursor).toBe(`${BOOT}:1`);
  });

  it("gives the event loop its turn in a flood", async () => {
    const ring = kmsgRing(200_000);
    printed(ring, 50_000);
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    const reading = gather(source(ring));
    await reading.when(() => reading.got.cursor === `${BOOT}:49999`);
    clearInterval(timer);
    const got = await reading.stop();
    expect(got.chunks).toBeGreaterThanOrEqual(Math.floor(50_000 / 2048));
    expect(turns).toBeGreaterThan(2);
  });

  it("names the path and the missing right where it may not read", async () => {
    const failing = gather(kmsgSource({ bootId: BOOT, path: "/nonexistent/kmsg" }));
    await expect(failing.when(() => false)).rejects.toMatchObject({
      code: "KRANE_SOURCE_OPEN",
      message: expect.stringMatching(/\/nonexistent\/kmsg.*CAP_SYSLOG/),
    });
  });
});

describe("sequenceOf", () => {
  it.each([
    ["6,339,5140900,-;text\n", 339],
    ["6,0,0,-,caller=T1;x\n", 0],
    ["no comma", undefined],
    ["6,,0", undefined],
    ["6,12", undefined],
    ["6,1x2,0", undefined],
  ])("%j", (record, sequence) => {
    expect(sequenceOf(Buffer.from(record))).toBe(sequence);
  });
});

function kmsgRights(): string | undefined {
  try {
    accessSync("/dev/kmsg", constants.R_OK | constants.W_OK);
    openKmsg("/dev/kmsg").close();
    return undefined;
  } catch (error) {
    return `/dev/kmsg cannot be read and written here: ${error}`;
  }
}

describe("the real /dev/kmsg", () => {
  const missing = kmsgRights();
  it.skipIf(missing !== undefined)(`gives what was written to it, once over a restart ${missing ?? ""}`, async () => {
    // printk_devkmsg=ratelimit lets ten records of one writer through in five seconds and swallows the rest without an error.
    // A record without a newline stays open for a continuation, and no reader sees it before the next one.
    const mark = `krane-test-${process.pid}-${process.hrtime.bigint()}`;
    const bootId = readBootId();
    const mine = (text: string): string[] => text.split("\n").filter((line) => line.includes(mark));
    writeFileSync("/dev/kmsg", `<13>krane: ${mark} 하나\n`);
    const first = gather(kmsgSource({ bootId, everyMs: 5 }));
    await first.when(() => mine(first.got.text).length === 1);
    writeFileSync("/dev/kmsg", `<13>krane: ${mark} 둘\n`);
    await first.when(() => mine(first.got.text).length === 2);
    const { cursor, text } = await first.stop();
    expect(mine(text)[0]).toMatch(/^13,\d+,\d+,-[^;]*;krane: .* \\xed\\x95\\x98\\xeb\\x82\\x98$|하나$/);
    writeFileSync("/dev/kmsg", `<13>krane: ${mark} 셋\n`);
    const second = gather(kmsgSource({ bootId, everyMs: 5, ...(cursor !== undefined && { cursor }) }));
    await second.when(() => mine(second.got.text).length === 1);
    const after = await second.stop();
    expect(mine(after.text)).toHaveLength(1);
    expect(after.losses).toEqual([]);
    expect(readFileSync("/proc/sys/kernel/random/boot_id", "utf8")).toContain(bootId);
  });
});
