import * as fc from "fast-check";
import { expect, test } from "vitest";
import { grubParams } from "../../../src/parse/boot/grub.ts";
import { parseOsRelease } from "../../../src/parse/boot/os-release.ts";
import { shellVariables } from "../../../src/parse/shell-variables.ts";

const variables = (text: string) => Object.fromEntries(shellVariables(text, new Map()));

test("takes quotes, escapes, lines that go on and variables as sh does", () => {
  expect(
    variables(
      [
        "A=bare # comment",
        "export B='$A \"x\"'",
        'C="$A \x24{B} \\$A \\"q\\" \\n"',
        'D="one \\',
        'two"',
        "E=a'b'\"c\"\\ d",
        'A+=" more"',
        "# F=1",
        "  G=",
        "H=$NONE",
        "echo I=1",
      ].join("\n"),
    ),
  ).toEqual({
    A: "bare more",
    B: '$A "x"',
    C: 'bare $A "x" $A "q" \\n',
    D: "one two",
    E: "abc d",
    G: "",
    H: "",
  });
});

test("a quote that is not closed sets nothing", () => {
  expect(variables('A="x\nB=1')).toEqual({ B: "1" });
});

test("never runs what it reads", () => {
  expect(variables("A=`touch /x`\nB=$(touch /x)\nC=2")).toMatchObject({ C: "2" });
});

test("values that double themselves stay small", () => {
  const text = Array.from({ length: 4000 }, () => 'A="$A$A"').join("\n");
  expect(shellVariables(`A=xxxxxxxx\n${text}`, new Map()).get("A")?.length).toBeLessThanOrEqual(4096);
});

test("takes any text, fast", () => {
  const bits = fc.constantFrom(
    "A=",
    '"',
    "'",
    "\\",
    "\n",
    "$A",
    "\x24{A}",
    "x",
    " ",
    "+=",
    "export ",
    "GRUB_CMDLINE_LINUX=",
  );
  void fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.array(bits).map((all) => all.join("")),
      ),
      (text) => {
        for (const value of shellVariables(text, new Map()).values()) expect(value.length).toBeLessThanOrEqual(4096);
        expect(grubParams([text, text]) ?? []).toBeInstanceOf(Array);
        expect(typeof (parseOsRelease(text)?.id ?? "")).toBe("string");
      },
    ),
  );
  for (const bit of ["A=", 'A="', "A='\n", 'A="\n', "A=\\", 'A="\\', "A=$A\n", 'A="$A$A\n', "export ", "\t"]) {
    const started = performance.now();
    shellVariables(bit.repeat(500_000), new Map());
    expect(performance.now() - started, bit).toBeLessThan(500);
  }
});
