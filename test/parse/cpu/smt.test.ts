import fc from "fast-check";
import { expect, test } from "vitest";
import { known, notKnown } from "../../../src/core/index.ts";
import { type SmtFacts, smtVerdict } from "../../../src/parse/cpu/smt.ts";

const ON: SmtFacts = {
  control: known("on"),
  active: known("1"),
  siblings: known("0-1"),
  offline: known(""),
  cmdline: known("ro quiet"),
  wanted: undefined,
};

test("a site that wants it off is told how, and one that wants nothing is left alone", () => {
  expect(smtVerdict({ ...ON, wanted: false })).toMatchObject({
    status: "warning",
    reason: "SmtOn",
    attributes: { "krane.feature.cause": "cmdline", "krane.feature.setting": "nosmt" },
  });
  expect(smtVerdict(ON)).toMatchObject({ status: "ok", reason: "SmtOn" });
  const off = { ...ON, control: known("notsupported"), active: known("0"), wanted: false };
  expect(smtVerdict(off)).toMatchObject({ status: "ok", reason: "SmtNotOffered" });
  expect(smtVerdict(off).attributes).not.toHaveProperty("krane.feature.cause");
});

const word = fc.oneof(fc.constantFrom("on", "off", "forceoff", "notsupported", "notimplemented"), fc.string());
const answer = fc.oneof(
  word.map(known),
  fc.constantFrom("0", "1", "0-1", "0,28", "nosmt", "l1tf=full").map(known),
  fc.constant(notKnown("gone")),
);

test("whatever the files hold, an unknown control is unknown and no attribute", () => {
  fc.assert(
    fc.property(
      fc.record({ control: answer, active: answer, siblings: answer, offline: answer, cmdline: answer }),
      fc.constantFrom(true, false, undefined),
      (files, wanted) => {
        const { status, attributes } = smtVerdict({ ...files, wanted });
        const shown = attributes?.["krane.smt.control"];
        if (shown === undefined) expect(status).toBe("unknown");
        else expect(files.control).toEqual(known(shown));
      },
    ),
  );
});
