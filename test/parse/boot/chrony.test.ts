import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isReplyTo, parseTracking, TRACKING_BYTES, trackingRequest } from "../../../src/parse/boot/chrony.ts";

/** What chronyd 4.3 answered while `chronyc tracking` printed stratum 9, reference 7F000001, 1 us off. */
const REPLY = Buffer.from(
  "06020000002100050000000000000000c106851900000000000000007f0000017f000001000000000000000000000000000100000009000000000000" +
    "6b0194550e45bbd9db262b07d1476254dc8db691f95f9e0ded55c5fefaf8f643e09f03b3dcd641e00480e457",
  "hex",
);

/** `value` in chronyd's format: the largest coefficient of 24 bits and a sign that holds it. */
function encoded(value: number): Buffer {
  const exponent = value === 0 ? -64 : Math.max(-64, Math.ceil(Math.log2(Math.abs(value))) + 1);
  const coefficient = Math.trunc(value / 2 ** (exponent - 25));
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE((exponent << 25) | (coefficient & 0x1ffffff));
  return bytes;
}

describe("chronyd's tracking report", () => {
  test("is read as chronyc prints it", () => {
    expect(parseTracking(REPLY)).toMatchObject({ reference: 0x7f000001, stratum: 9, leap: 0 });
    const { referenceTime, correction, rootDispersion } = Object(parseTracking(REPLY));
    expect(referenceTime).toBeCloseTo(1795265621.239, 2);
    expect(correction).toBeCloseTo(-8.11e-7, 9);
    expect(rootDispersion).toBeCloseTo(1.596e-6, 9);
  });

  test("keeps every correction to six digits", () => {
    const values = fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1e6, noNaN: true }));
    fc.assert(
      fc.property(values, fc.boolean(), (size, isBehind) => {
        const value = isBehind ? size : -size;
        const bytes = Buffer.concat([REPLY.subarray(0, 68), encoded(value), REPLY.subarray(72)]);
        const read = parseTracking(bytes);
        expect(typeof read === "string" ? Number.NaN : read.correction / (value || 1)).toBeCloseTo(
          value === 0 ? 0 : 1,
          6,
        );
      }),
    );
  });

  test("is none in any other bytes, and every number of it is finite", () => {
    const damaged = fc.tuple(fc.nat(TRACKING_BYTES - 1), fc.uint8Array({ maxLength: 12 })).map(([at, bytes]) => {
      const copy = Buffer.from(REPLY);
      copy.set(bytes.subarray(0, TRACKING_BYTES - at), at);
      return copy;
    });
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        const read = parseTracking(bytes);
        if (typeof read !== "string") expect(Object.values(read).every(Number.isFinite)).toBe(true);
        expect(typeof isReplyTo(bytes, 7)).toBe("boolean");
      }),
    );
    expect(parseTracking(REPLY.subarray(0, 103))).toBe("chronyd answered 103 of 104 bytes");
  });

  test("belongs to the question of the same number", () => {
    expect(isReplyTo(REPLY, 0xc1068519)).toBe(true);
    expect(isReplyTo(REPLY, 0xc1068518)).toBe(false);
    expect(isReplyTo(trackingRequest(5), 5)).toBe(false);
    expect(trackingRequest(5)).toHaveLength(TRACKING_BYTES);
  });
});
