import { randomBytes } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { looksBinary } from "../../src/sources/looks-binary.ts";

const LINE = "Aug 11 03:16:59 com0369 kernel: [ 1019.110825] e1000e: eth0 NIC Link is Down\n";
const LOG = Buffer.from(LINE.repeat(40));
/** "가상머신 " in EUC-KR, which older tools still write. */
const EUC_KR = Buffer.from("b0a1bbf3b8d3bdc520", "hex");

function bytes(...parts: (string | Uint8Array)[]): Buffer {
  return Buffer.concat(parts.map((part) => Buffer.from(part as string)));
}

test.each([
  ["a log", LOG],
  ["nothing", new Uint8Array()],
  ["one character", bytes("x")],
  ["Korean", bytes("호스트 장애\n".repeat(100))],
  ["EUC-KR", bytes(...Array.from({ length: 300 }, () => EUC_KR))],
  ["colours", bytes(`\u001b[31mred\u001b[0m ${LINE}`.repeat(30))],
  ["a guest's bells", bytes(LOG, "\u0007".repeat(300), LOG)],
  ["NULs of a crash behind it", bytes(LOG, new Uint8Array(60_000))],
  ["NULs of a crash before it", bytes(new Uint8Array(60_000), LOG)],
  ["NULs of two crashes in it", bytes(LOG.subarray(0, 500), new Uint8Array(500), LOG, new Uint8Array(500), LOG)],
])("%s is text", (_, sample) => {
  expect(looksBinary(sample)).toBe(false);
});

test.each([
  ["nothing but NUL", new Uint8Array(4096)],
  ["UTF-16", Buffer.from(LOG.toString(), "utf16le")],
  ["compressed data", deflateRawSync(randomBytes(8192))],
  ["numbers", bytes(new Uint8Array(new Uint32Array(1024).map((_, index) => index * 7).buffer))],
])("%s is binary", (_, sample) => {
  expect(looksBinary(sample)).toBe(true);
});
