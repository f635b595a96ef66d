import * as fc from "fast-check";
import { expect, test } from "vitest";
import { hasParam, lastParam, paramValues, parseCmdline } from "../../../src/parse/boot/cmdline.ts";

test("keeps the order, takes - and _ in a name for the same, and stops where init's arguments begin", () => {
  const params = parseCmdline(
    'BOOT_IMAGE=/v ro intel_iommu=on x="a b" intel-iommu=off module_blacklist=a,b module_blacklist=c -- nox2apic\n',
  );
  expect(lastParam(params, "intel_iommu")).toBe("off");
  expect(lastParam(params, "x")).toBe("a b");
  expect(lastParam(params, "ro")).toBeUndefined();
  expect(paramValues(params, "module_blacklist")).toEqual(["a", "b", "c"]);
  expect(hasParam(params, "ro")).toBe(true);
  expect(hasParam(params, "nox2apic")).toBe(false);
});

test("a later value counts more, also where it is empty", () => {
  expect(lastParam(parseCmdline("iommu=pt iommu="), "iommu")).toBe("");
});

test("takes any line", () => {
  void fc.assert(fc.property(fc.string(), (text) => Array.isArray(parseCmdline(text))));
});
