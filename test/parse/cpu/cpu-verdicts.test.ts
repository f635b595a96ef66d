import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { denied, known, notKnown } from "../../../src/core/index.ts";
import { thermalVerdict } from "../../../src/parse/board/thermal.ts";
import { parseCmdline } from "../../../src/parse/boot/cmdline.ts";
import { clockVerdict } from "../../../src/parse/cpu/clocksource.ts";
import { frequencyVerdict } from "../../../src/parse/cpu/frequency.ts";
import { idleVerdict } from "../../../src/parse/cpu/idle.ts";
import { deepAllowed } from "../../../src/parse/cpu/idle-limit.ts";

/** A file that may hold anything, or nothing to be seen. */
const file = fc.oneof(
  fc
    .constantFrom("0", "1", "-1", "tsc", "hpet", "C6", "C1E", "POLL", "performance", "powersave", "none", "105000")
    .map(known),
  fc.string().map(known),
  fc.constant(notKnown("gone")),
  fc.constant(denied("EACCES")),
);
const params = fc.oneof(
  fc.string().map((text) => known(parseCmdline(text))),
  fc.constant(notKnown("gone")),
);
const cpu = { vendor: "GenuineIntel", flags: new Set(["constant_tsc", "nonstop_tsc"]), vmxFlags: false };
const none = { kept: undefined, bootId: undefined };

describe("verdicts about CPUs, whatever the files hold", () => {
  test("idle: what was not seen is never told as seen", () => {
    const state = fc.record({ cpu: fc.nat(9), name: file, time: file, disable: file });
    const facts = fc.record({
      driver: file,
      listed: fc.nat(3),
      deep: fc.array(state),
      params,
      intelLimit: file,
      acpiLimit: file,
    });
    fc.assert(
      fc.property(facts, fc.option(fc.boolean(), { nil: undefined }), (found, wanted) => {
        const { status, attributes } = idleVerdict({ ...found, ...none, wanted });
        expect(status === "unknown").toBe(attributes?.["krane.feature.effective"] === "unknown");
        if (wanted === undefined) expect(status).not.toBe("warning");
      }),
    );
  });

  test("frequency: what was not seen is never told as seen", () => {
    const facts = fc.record({
      params,
      listed: file,
      policies: fc.array(fc.record({ name: fc.string(), governor: file })),
      driver: file,
      noTurbo: file,
      boost: file,
    });
    fc.assert(
      fc.property(facts, fc.option(fc.boolean(), { nil: undefined }), (found, wanted) => {
        const hidden = { entries: notKnown("gone"), miscEnable: notKnown("gone"), cpu: undefined };
        const { status, attributes } = frequencyVerdict({ ...found, ...hidden, wanted });
        expect(status === "unknown").toBe(attributes?.["krane.feature.effective"] === "unknown");
      }),
    );
  });

  test("clock: a clock that cannot be read is unknown", () => {
    fc.assert(
      fc.property(file, file, params, file, (current, available, line, bootLog) => {
        const { status } = clockVerdict({ current, available, params: line, cpu, bootLog });
        if (!current.known) expect(status).toBe("unknown");
      }),
    );
  });

  test("heat: without a number nothing is fine", () => {
    const zone = fc.record({
      name: fc.string(),
      type: file,
      temp: file,
      trips: fc.array(fc.record({ type: file, temp: file })),
    });
    fc.assert(
      fc.property(fc.array(zone), (zones) => {
        const { status, attributes } = thermalVerdict({ zones, throttles: [], ...none, uptime: 1, isGuest: false });
        if (attributes?.["krane.thermal.zones_seen"] === 0) expect(status).toBe("unknown");
      }),
    );
  });
});

describe("what the command line allows of idle states", () => {
  const gone = notKnown("gone");
  const cases: readonly (readonly [driver: string, line: string, fact: string])[] = [
    ["intel_idle", "quiet", "yes"],
    ["intel_idle", "intel_idle.max_cstate=1", "no"],
    ["intel_idle", "intel_idle.max_cstate=1 intel_idle.max_cstate=9", "yes"],
    ["intel_idle", "processor.max_cstate=1", "yes"],
    ["acpi_idle", "intel_idle.max_cstate=0", "yes"],
    ["acpi_idle", "intel-idle.max-cstate=0 processor.max-cstate=1", "no"],
    ["none", "intel_idle.max_cstate=0 processor.max_cstate=1 idle=poll", "no"],
    ["none", "processor.max_cstate=1", "no"],
    ["none", "idle=halt", "no"],
    ["none", "idle=halt idle=nomwait", "yes"],
    ["none", "-- idle=poll", "yes"],
    ["intel_idle", "intel_idle.max_cstate=lots", "yes"],
  ];

  test.each(cases)("%s, %s: %s", (driver, line, fact) => {
    const asked = { params: known(parseCmdline(line)), intelLimit: gone, acpiLimit: gone };
    expect(deepAllowed(asked, driver).fact).toBe(fact);
  });

  test("is not known without the command line, unless a module says no", () => {
    expect(deepAllowed({ params: gone, intelLimit: known("9"), acpiLimit: gone }, "intel_idle").fact).toBe("unknown");
    expect(deepAllowed({ params: gone, intelLimit: known("1"), acpiLimit: gone }, "intel_idle").fact).toBe("no");
  });
});
