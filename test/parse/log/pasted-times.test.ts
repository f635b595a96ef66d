import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseMixedLine } from "../../../src/parse/log/log-line.ts";

const DOWN = "e1000e 0000:00:1f.6 eth0: NIC Link is Down";
const NOW = Date.UTC(2026, 10, 21);
const JOURNAL = { _TRANSPORT: "kernel", MESSAGE: DOWN, __REALTIME_TIMESTAMP: "1795198032110825" };

function timeOf(line: string, now = NOW): string | undefined {
  const timestamp = parseMixedLine(line, "syslog", { now })?.timestamp;
  return timestamp === undefined ? undefined : new Date(timestamp).toISOString();
}

describe("when a pasted record was written", () => {
  test.each([
    [`Fri 2026-11-20 18:07:12 UTC com0369 kernel: ${DOWN}`, "2026-11-20T18:07:12.000Z"],
    [`Sat 2026-11-21 03:07:12.110825 KST com0369 kernel: ${DOWN}`, "2026-11-20T18:07:12.110Z"],
    [`2026-11-21 03:07:12,110 com0369 kernel: ${DOWN}`, "2026-11-21T03:07:12.110Z"],
    [`2026-11-21T03:07:12+0900 com0369 kernel: ${DOWN}`, "2026-11-20T18:07:12.000Z"],
    [`2026-11-20T10:07:12.110825-08:00 com0369 kernel: ${DOWN}`, "2026-11-20T18:07:12.110Z"],
    [`Nov 20 18:07:12.110825 com0369 kernel: ${DOWN}`, "2026-11-20T18:07:12.110Z"],
    [`Nov 20 2025 18:07:12 com0369 kernel: ${DOWN}`, "2025-11-20T18:07:12.000Z"],
    [`11월 20 18:07:12 com0369 kernel: ${DOWN}`, "2026-11-20T18:07:12.000Z"],
    [`11月 20 18:07:12 com0369 kernel: ${DOWN}`, "2026-11-20T18:07:12.000Z"],
    [`1795198032.110825 com0369 kernel: ${DOWN}`, "2026-11-20T18:07:12.110Z"],
    [`com0369: [Fri Nov 20 18:07:12 2026] ${DOWN}`, "2026-11-20T18:07:12.000Z"],
    [`[Fri Nov 20 18:07:12 2026 <    0.000012>] ${DOWN}`, "2026-11-20T18:07:12.000Z"],
    [`[Fri Nov 20 18:07:12 2026][ 1019.110825] ${DOWN}`, "2026-11-20T18:07:12.000Z"],
    [`2026-11-21T03:07:12,110825+09:00 ${DOWN}`, "2026-11-20T18:07:12.110Z"],
    [JSON.stringify(JOURNAL), "2026-11-20T18:07:12.110Z"],
    [
      JSON.stringify({ message: `[ 1019.110825] ${DOWN}`, "@timestamp": "2026-11-21T03:07:12+09:00" }),
      "2026-11-20T18:07:12.000Z",
    ],
  ])("%s", (line, at) => {
    expect(timeOf(line)).toBe(at);
  });

  test("in the last second of a year, read in the next one", () => {
    const newYear = Date.UTC(2027, 0, 1, 0, 0, 5);
    expect(timeOf(`Dec 31 23:59:59 com0369 kernel: ${DOWN}`, newYear)).toBe("2026-12-31T23:59:59.000Z");
    expect(timeOf(`Jan  1 00:00:01 com0369 kernel: ${DOWN}`, newYear)).toBe("2027-01-01T00:00:01.000Z");
    expect(timeOf(`12월 31 23:59:59 com0369 kernel: ${DOWN}`, newYear)).toBe("2026-12-31T23:59:59.000Z");
  });
});

describe("where clocks are put forward and back", () => {
  const zone = process.env.TZ;
  beforeAll(() => {
    process.env.TZ = "Europe/Berlin";
  });
  afterAll(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  test.each([
    ["Mar 29 01:59:59", "2026-03-29T00:59:59.000Z"],
    ["Mar 29 03:00:00", "2026-03-29T01:00:00.000Z"],
    ["Oct 25 01:59:59", "2026-10-24T23:59:59.000Z"],
    ["Oct 25 03:00:00", "2026-10-25T02:00:00.000Z"],
  ])("%s", (text, at) => {
    expect(timeOf(`${text} com0369 kernel: ${DOWN}`)).toBe(at);
    expect(timeOf(`[Sun ${text} 2026] ${DOWN}`)).toBe(at);
  });
});
