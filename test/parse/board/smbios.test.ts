import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseSmbios } from "../../../src/parse/board/smbios.ts";
import { parseCases } from "../../support/cases.ts";
import { parseFiles } from "../../support/txtar.ts";

const fixture = readFileSync(new URL("../../fixtures/checks/memory.txtar", import.meta.url), "utf8");
const tables = parseCases(fixture).flatMap(({ body }) =>
  parseFiles(body).flatMap(({ path, content }) =>
    path.endsWith("/DMI") && content instanceof Uint8Array ? [Uint8Array.from(content)] : [],
  ),
);
const [captured = new Uint8Array(), laidOut = new Uint8Array()] = tables;

/** A structure as DSP0134 lays it out. */
function structure(type: number, body: readonly number[], strings: readonly string[] = []): number[] {
  const text = strings.flatMap((one) => [...Buffer.from(one, "latin1"), 0]);
  return [type, body.length + 4, 0, 0x10, ...body, ...(text.length === 0 ? [0, 0] : [...text, 0])];
}

function word(value: number): number[] {
  return [value & 0xff, value >> 8];
}

/** A module of type 17 with its size and, from 2.7 on, extended size. */
function module(size: number, extended: readonly number[] = []): number[] {
  const upTo = [...word(0x1000), 0xfe, 0xff, 72, 0, 64, 0, ...word(size), 9, 0, 1, 0, 0x1a, 0, 0, ...word(2933)];
  return structure(17, [...upTo, 0, 0, 0, 0, 2, ...extended], ["A1"]);
}

describe("the SMBIOS table", () => {
  test("of a real boot", () => {
    expect(parseSmbios(captured)).toMatchObject({
      biosVendor: "Dell Inc.",
      biosVersion: "2.19.1",
      biosDate: "06/04/2023",
      systemProduct: "PowerEdge R640",
      systemSerial: "S18C0229",
      systemUuid: undefined,
      boardProduct: "0W23H8",
      boardSerial: undefined,
      sockets: 1,
      hasBmc: false,
      memory: [{ locator: "A 0", kib: 1_048_576, speed: 2666, manufacturer: "Samsung", part: "M393A2K43BB1-CRC" }],
    });
  });

  test("has the UUID in the byte order of SMBIOS 2.6", () => {
    expect(parseSmbios(laidOut)?.systemUuid).toBe("4c4c4544-0043-3010-8038-b4c04f323239");
  });

  test.each([
    ["MiB", module(16_384), 16_777_216],
    ["KiB", module(0x8000 | 512), 512],
    ["the extended size", module(0x7fff, [0, 0, 2, 0]), 134_217_728],
    ["an extended size that is not there", module(0x7fff), undefined],
    ["an empty slot", module(0), 0],
    ["a size that firmware does not know", module(0xffff), undefined],
  ])("tells a module's size: %s", (_, bytes, kib) => {
    expect(parseSmbios(Uint8Array.from(bytes))?.memory).toMatchObject([{ locator: "A1", kib }]);
  });

  test("leaves the flash of the firmware out", () => {
    const flash = structure(16, [3, 5, 3, 0, 0, 0, 0, 0xfe, 0xff, 1, 0]);
    expect(parseSmbios(Uint8Array.from([...flash, ...module(16)]))?.memory).toEqual([]);
  });

  test("ends at the end mark, and at a structure that cannot be", () => {
    const end = structure(127, []);
    expect(parseSmbios(Uint8Array.from([...module(16), ...end, ...module(16)]))?.memory).toHaveLength(1);
    expect(parseSmbios(Uint8Array.from([...module(16), 17, 2, 0, 0, 0, 0, ...module(16)]))?.memory).toHaveLength(1);
    expect(parseSmbios(Uint8Array.from([...module(16), 17, 255, 0, 0]))?.memory).toHaveLength(1);
    expect(parseSmbios(new Uint8Array())).toBeUndefined();
  });

  test("never throws, whatever it holds", () => {
    void fc.assert(fc.property(fc.uint8Array({ maxLength: 4096 }), (bytes) => void parseSmbios(bytes)));
  });

  test("never throws on a real one with bytes changed or cut, and only says less", () => {
    const change = fc.array(fc.tuple(fc.nat(laidOut.length - 1), fc.nat(255)), { maxLength: 8 });
    void fc.assert(
      fc.property(change, fc.nat(laidOut.length), (changes, length) => {
        const bytes = Uint8Array.from(laidOut);
        for (const [at, value] of changes) bytes[at] = value;
        parseSmbios(bytes);
        expect(parseSmbios(laidOut.subarray(0, length))?.memory.length ?? 0).toBeLessThanOrEqual(8);
      }),
    );
  });

  test("is read in linear time: 64 KiB of the smallest structures", () => {
    const bytes = Uint8Array.from({ length: 65_536 }, (_, at) => [17, 4, 0, 0, 0, 0][at % 6] ?? 0);
    const startedAt = performance.now();
    expect(parseSmbios(bytes)?.memory).toHaveLength(10_923);
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});
