import fc from "fast-check";
import { expect, test } from "vitest";
import { type Finding, KraneError, type Status, type SubjectType } from "../../src/core/index.ts";
import { checkResultMessage, checkResultOf } from "../../src/rpc/check-result.ts";
import { decodeFinding, encodeFinding, FINDING_BYTES } from "../../src/rpc/codec.ts";
import { RESULT } from "../support/agents.ts";
import { finding } from "../support/findings.ts";

const token = fc.stringMatching(/^[!-~]{1,128}$/);
const safeText = fc.stringMatching(/^[ -~가-힣]{1,100}$/);
const anyText = fc.string({ unit: "binary", maxLength: 700 });
const time = fc.integer({ min: 0, max: 8.64e15 });
const statuses = fc.constantFrom<Status>("ok", "warning", "critical", "unknown", "skipped");
const types = fc.constantFrom<SubjectType>("host", "guest", "nic", "disk", "memory", "cpu", "service", "file");

const findings = (text: fc.Arbitrary<string>): fc.Arbitrary<Finding> =>
  fc.record(
    {
      id: token,
      detector: token,
      kind: fc.constantFrom("condition", "event"),
      status: statuses,
      reason: token,
      message: text,
      subject: fc.record({ type: types, name: text, id: text }, { requiredKeys: ["type", "name"] }),
      attributes: fc.dictionary(
        fc.stringMatching(/^[A-Za-z][\w.-]{0,40}$/),
        fc.oneof(
          text,
          fc.boolean(),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.array(text, { maxLength: 20 }),
        ),
        { maxKeys: 12 },
      ),
      evidence: fc.array(text, { maxLength: 60 }),
      case: text,
      ticket: text,
      fingerprint: token,
      count: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
      startsAt: time,
      lastObservedAt: time,
      endsAt: time,
      runbook: token,
    },
    {
      requiredKeys: [
        "id",
        "detector",
        "kind",
        "status",
        "reason",
        "message",
        "subject",
        "attributes",
        "evidence",
        "fingerprint",
        "count",
        "runbook",
      ],
    },
  ) as fc.Arbitrary<Finding>;

test("a finding of safe texts comes out as it went in", () => {
  fc.assert(
    fc.property(findings(safeText), (given) => {
      fc.pre(given.evidence.length <= 40);
      expect(decodeFinding(encodeFinding(given))).toEqual(given);
    }),
  );
});

test("whatever text is in a finding, it arrives, is small enough, and does not change again", () => {
  fc.assert(
    fc.property(findings(anyText), (given) => {
      const bytes = encodeFinding(given);
      expect(bytes.length).toBeLessThanOrEqual(FINDING_BYTES);
      const once = decodeFinding(bytes);
      expect(decodeFinding(encodeFinding(once))).toEqual(once);
      expect(JSON.stringify(once)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u2028]|\p{Surrogate}/u);
    }),
  );
});

test("the largest finding stays within its bound", () => {
  const long = "가".repeat(400);
  const attributes = Object.fromEntries(
    Array.from({ length: 80 }, (_, index) => [
      `krane.${"x".repeat(100)}.${index}`,
      Array.from({ length: 99 }, () => long),
    ]),
  );
  const large = finding(1, { message: long, attributes, evidence: Array.from({ length: 99 }, () => long) });
  const bytes = encodeFinding(large);
  expect(bytes.length).toBeLessThanOrEqual(FINDING_BYTES);
  expect(decodeFinding(bytes).id).toBe("finding-1");
});

test("numbers that JSON does not have become text, times that are none are left out", () => {
  const odd = finding(1, {
    attributes: { ratio: Number.NaN, rate: Infinity },
    startsAt: Number.NaN,
    lastObservedAt: -5.5,
  });
  const { attributes, startsAt, lastObservedAt } = decodeFinding(encodeFinding(odd));
  expect({ attributes, startsAt, lastObservedAt }).toEqual({
    attributes: { ratio: "NaN", rate: "Infinity" },
    startsAt: undefined,
    lastObservedAt: 0,
  });
});

test("control characters and bidi overrides are made visible", () => {
  const given = finding(1, { message: "\u001b[2J\u009b31m\u202egnp.exe", subject: { type: "guest", name: "a\nb" } });
  const { message, subject } = decodeFinding(encodeFinding(given));
  expect(message).toBe("\\x1b[2J\\x9b31m\\u202egnp.exe");
  expect(subject.name).toBe("a\\x0ab");
});

function outcome(bytes: Uint8Array): string {
  try {
    decodeFinding(bytes);
    return "finding";
  } catch (error) {
    return error instanceof KraneError ? error.code : `${error}`;
  }
}

test("random bytes are a finding or an error, nothing else", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(["finding", "KRANE_RPC_INVALID"]).toContain(outcome(bytes));
    }),
    { numRuns: 2000 },
  );
});

test("a finding with bytes changed, cut or repeated is a finding or an error, nothing else", () => {
  const sound = encodeFinding(finding(1));
  const place = fc.nat({ max: sound.length - 1 });
  const changes = fc.array(fc.tuple(place, fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(changes, place, fc.boolean(), (edits, end, twice) => {
      const bytes = Buffer.from(twice ? [...sound, ...sound] : sound);
      for (const [at, value] of edits) bytes[at] = value;
      expect(["finding", "KRANE_RPC_INVALID"]).toContain(outcome(bytes));
      expect(["finding", "KRANE_RPC_INVALID"]).toContain(outcome(bytes.subarray(0, end)));
    }),
    { numRuns: 2000 },
  );
});

test("what no finding can be is refused: an unknown status, a name with blanks, an attribute called __proto__", () => {
  expect(outcome(encodeFinding(finding(1, { status: "fatal" as Status })))).toBe("KRANE_RPC_INVALID");
  expect(outcome(encodeFinding(finding(1, { id: "rm -rf" })))).toBe("KRANE_RPC_INVALID");
  expect(outcome(new Uint8Array(FINDING_BYTES + 1))).toBe("KRANE_RPC_INVALID");
  const polluted = encodeFinding(finding(1, { attributes: JSON.parse('{"__proto__":"x","ok":true}') }));
  expect(decodeFinding(polluted).attributes).toEqual({ ok: true });
});

test("a check result comes out as it went in", () => {
  expect(checkResultOf(checkResultMessage(RESULT))).toEqual(RESULT);
});
