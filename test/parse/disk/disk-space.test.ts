import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { known, notKnown } from "../../../src/core/index.ts";
import { hostClock } from "../../../src/parse/boot/host-clock.ts";
import { mountsOf, ownFileSystems, roomVerdict } from "../../../src/parse/disk/disk-space.ts";
import { parseMountinfo } from "../../../src/parse/disk/mounts.ts";

const LINES = [
  "27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,errors=remount-ro",
  "41 27 253:1 / /var/lib/nova\\040x rw,relatime shared:31 master:1 - xfs /dev/mapper/vg-nova rw",
  "44 41 0:50 /@home /home rw,relatime - btrfs /dev/sdb1 rw,subvol=/@home",
];

const mountText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...LINES),
      fc.string(),
      fc.tuple(fc.constantFrom(...LINES), fc.nat(60)).map(([line, at]) => line.slice(at)),
    ),
  )
  .map((lines) => lines.join("\n"));
const size = fc.oneof(fc.nat(), fc.maxSafeNat());

describe("file systems", () => {
  test("are told apart whatever stands in mountinfo, each room once and at most 64", () => {
    fc.assert(
      fc.property(mountText, (text) => {
        const own = ownFileSystems(mountsOf({ mountinfo: known(text), mounts: notKnown("") }) ?? []);
        expect(new Set(own.map(({ mountPoint }) => mountPoint)).size <= own.length && own.length <= 64).toBe(true);
      }),
    );
    const many = Array.from({ length: 5000 }, (_, at) => `1 1 8:${at} / /data/${at} rw - ext4 /dev/x${at} rw`).join(
      "\n",
    );
    expect(ownFileSystems(parseMountinfo(many))).toHaveLength(64);
  });

  test("are judged whatever their size, and a percentage is one", () => {
    fc.assert(
      fc.property(size, size, size, size, (bytes, availableBytes, inodes, freeInodes) => {
        const [mount] = parseMountinfo(LINES[0] ?? "");
        if (mount === undefined) throw new Error("no mount");
        const system = known({
          bytes,
          availableBytes: Math.min(bytes, availableBytes),
          inodes,
          freeInodes: Math.min(inodes, freeInodes),
        });
        const { attributes } = roomVerdict({ mount, system, fstab: "" });
        const percent = Number(attributes?.["krane.filesystem.available_percent"]);
        expect(percent >= 0 && percent <= 100).toBe(true);
      }),
    );
  });
});

describe("the host's clock", () => {
  test("is boot time and uptime, or not known", () => {
    expect(hostClock("cpu 1\nbtime 1795251621\n", "14000.50 1.0\n")).toEqual({ now: 1795265621.5, up: 14000.5 });
    expect(hostClock("cpu 1\n", "14000.50 1.0\n")).toBeUndefined();
    fc.assert(
      fc.property(fc.string(), fc.string(), (stat, uptime) => {
        expect(hostClock(stat, uptime)).toBeUndefined();
      }),
    );
  });
});
