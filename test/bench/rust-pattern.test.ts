import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { MESSAGE_START, productPatterns } from "../../bench/product-patterns.ts";
import { rustPattern } from "../../bench/rust-pattern.ts";
import { RIPGREP } from "../../bench/scan.ts";
import { loadRegistry } from "../../src/detect/registry.ts";
import { parseMixedLine, sniffFormat } from "../../src/parse/log/log-line.ts";
import { parseCases } from "../support/cases.ts";
import { temporaryFolder } from "../support/folder.ts";

const FIXTURES = new URL("../fixtures/rules/", import.meta.url);
const { rules } = await loadRegistry();

/** The lines of `texts` that ripgrep finds, by number; throws where it refuses a pattern. */
function ripgrep(patterns: readonly string[], texts: readonly string[]): readonly number[] {
  using folder = temporaryFolder();
  const list = join(folder.path, "patterns");
  const log = join(folder.path, "log");
  writeFileSync(list, patterns.map((pattern) => `${pattern}\n`).join(""));
  writeFileSync(log, texts.map((text) => `${text}\n`).join(""));
  const { stdout, stderr } = spawnSync(RIPGREP, ["--no-config", "-a", "-n", "-f", list, log], { encoding: "utf8" });
  expect(stderr).toBe("");
  return Array.from(stdout.matchAll(/^\d+(?=:)/gm), ([number]) => Number(number) - 1);
}

function indices(texts: readonly string[], matches: (text: string) => boolean): readonly number[] {
  return texts.flatMap((text, index) => (matches(text) ? [index] : []));
}

/** The messages of all fixtures of rules. */
function messages(): readonly string[] {
  const bodies = readdirSync(FIXTURES).flatMap((file) => parseCases(readFileSync(new URL(file, FIXTURES), "utf8")));
  const found = bodies.flatMap(({ body }) => {
    const main = sniffFormat(body);
    return body.split("\n").flatMap((line) => parseMixedLine(line, main, { now: 0 })?.body ?? []);
  });
  return [...new Set(found)].filter((text) => !text.includes("\n"));
}

describe("rustPattern", () => {
  test("makes of all product patterns what ripgrep takes and finds the same messages with", () => {
    const patterns = productPatterns(rules);
    const texts = messages();
    const ours = indices(texts, (text) => patterns.some(({ match }) => match.test(text)));
    expect(ours.length).toBeGreaterThan(patterns.length / 2);
    expect(
      ripgrep(
        patterns.map(({ match }) => rustPattern(match)),
        texts,
      ),
    ).toEqual(ours);
  });

  test.each([
    [/^[^[\]]{1,4}\[x\]/, ["ab[x]", "a][x]", "abcde[x]"]],
    [/^[\w-]{1,3}\.[a\-z]/, ["a-b.-", "a.b", "a.z", "a-.m"]],
    [/^[a&&b]~~[~-]/, ["&~~-", "a~~~", "c~~-"]],
    [/^a\/b[/\\]c/, ["a/b/c", "a/b\\c", "a/bc"]],
    [/^(?<a>\d+)(?:\s|\S\D)(?<b>\w)$/, ["12 x", "1a.x", "1a2x", "٣ x", "1 é"]],
    [/^x{2,}?y{3}z{,2}/, ["xxyyyz{,2}", "xyyyz{,2}", "xxyyyzz"]],
    [/^[\b\x41\u0042\cI]\0?!/, ["\b!", "A!", "B!", "\t!", "C!"]],
    [/^k[^\n]s$|^\bm\B./i, ["KAS", "kas ", "Mx", "m."]],
    [/^[\S\s]\$[\s\S]$/, ["x$y", "x$", "$$$"]],
    [/^a.b/, ["aéb", "ab"]],
  ])("%s", (match, texts) => {
    expect(ripgrep([rustPattern(match)], texts)).toEqual(indices(texts, (text) => match.test(text)));
  });

  test("puts the beginning of a message where a text begins", () => {
    expect(ripgrep([rustPattern(/^a$/, MESSAGE_START)], ["x[1]: a", "[ 1.2] a", "a", "x[1]: ab"])).toEqual([0, 1]);
  });

  test.each([/^(?=a)b/, /^(a)\1/, /^\p{L}/u, /a/s])("refuses %s", (match) => {
    expect(() => rustPattern(match)).toThrow("there is no Rust form");
  });
});
