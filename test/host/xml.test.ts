import fc from "fast-check";
import { expect, test } from "vitest";
import { parseXml } from "../../src/host/xml.ts";
import type { XmlElement } from "../../src/parse/guest/xml.ts";

const MEBIBYTE = 1024 * 1024;

const BOMB = `<!DOCTYPE a [<!ENTITY x0 "ha">${Array.from({ length: 60 }, (_, n) => `<!ENTITY x${n + 1} "&x${n};&x${n};">`).join("")}]><a>&x60;</a>`;

/** What must end at once, and how it is told. */
const HOSTILE: readonly (readonly [name: string, text: string, why: RegExp])[] = [
  ["an entity bomb", BOMB, /document type/],
  [
    "a file of the host as an entity",
    '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/shadow">]><a>&f;</a>',
    /document type/,
  ],
  ["an entity that is not XML's", "<a>&nbsp;</a>", /undefined entity/],
  ["100 MB", `<a>${"x".repeat(100 * MEBIBYTE)}</a>`, /more than 1 MiB/],
  ["elements in elements", "<a>".repeat(300_000), /64 elements deep/],
  ["as many elements", `<a>${"<b/>".repeat(200_000)}</a>`, /16384 elements/],
  ["half a document", "<domstatus><domain><name>x</na", /unexpected end|unclosed|mismatch/],
  ["nothing", "", /root element/],
  ["two documents", "<a/><b/>", /only one root/],
  ["a NUL", "<a>\u0000</a>", /disallowed character/],
  ["an escape character", "<a>\u001b[31m</a>", /disallowed character/],
  ["a reference to a control character", "<a>&#27;</a>", /character/],
  ["UTF-16", Buffer.from("<a>x</a>", "utf16le").toString("utf8"), /disallowed|not UTF-8/],
  ["Latin-1", Buffer.from("<a>caf\u00e9</a>", "latin1").toString("utf8"), /not UTF-8/],
  ["attributes without end", `<a ${'b="'.repeat(200_000)}`, /attribute|disallowed|unexpected/i],
  ["a comment without end", `<a><!--${"-".repeat(MEBIBYTE - 100)}`, /comment/],
];

test.each(HOSTILE)("%s fails at once", (_, text, why) => {
  const startedAt = performance.now();
  expect(() => parseXml(text)).toThrow(why);
  expect(performance.now() - startedAt).toBeLessThan(1000);
});

test("names, attributes, texts and their order are kept; XML's own entities and CDATA are text", () => {
  const root = parseXml(
    '<?xml version="1.0"?><!-- c --><a b="1 &amp; 2"><c>x &lt;<![CDATA[<&>]]></c><n:d xmlns:n="u"/><c/></a>\n',
  );
  expect(root).toMatchObject({ name: "a", attributes: { b: "1 & 2" } });
  expect(root.children.map(({ name, text }) => [name, text])).toEqual([
    ["c", "x <<&>"],
    ["n:d", ""],
    ["c", ""],
  ]);
});

const NAME = fc.stringMatching(/^[a-z][a-z0-9:_-]{0,8}$/).filter((name) => !name.endsWith(":"));
/** Without what XML itself changes: line ends, and blanks within attributes. */
const TEXT = fc
  .string({ unit: "grapheme", maxLength: 20 })
  .filter((text) => !/[\u0000-\u001f\u007f-\u009f\ufffd-\uffff]/.test(text));

const element: (depth?: number) => fc.Arbitrary<XmlElement> = fc.memo((depth) =>
  fc.record({
    name: NAME,
    attributes: fc.dictionary(NAME, TEXT, { maxKeys: 3, noNullPrototype: true }),
    children: depth <= 1 ? fc.constant([]) : fc.array(element(), { maxLength: 3 }),
    text: TEXT,
  }),
);

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;").replaceAll(">", "&gt;");

function written({ name, attributes, children, text }: XmlElement): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  return `<${name}${pairs.join("")}>${escaped(text)}${children.map(written).join("")}</${name}>`;
}

test("what was written comes back", () => {
  fc.assert(
    fc.property(element(4), (root) => {
      expect(parseXml(written(root))).toEqual(root);
    }),
  );
});

test("a document that is cut anywhere is refused, and no text at all does worse", () => {
  const text = written({
    name: "a",
    attributes: { b: "c" },
    text: "t",
    children: [{ name: "d", attributes: {}, children: [], text: "" }],
  });
  for (let end = 0; end < text.length; end++) expect(() => parseXml(text.slice(0, end))).toThrow();
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (any) => {
      try {
        parseXml(`<a>${any}</a>`);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
  );
});
