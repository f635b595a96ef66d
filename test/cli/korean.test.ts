import { describe, expect, test } from "vitest";
import { WORDS } from "../../src/cli/format/words.ts";
import type { Text } from "../../src/core/index.ts";
import { COMMON_REASONS } from "../../src/detect/common-reasons.ts";
import { loadRegistry } from "../../src/detect/registry.ts";
import { TAINT_FLAGS } from "../../src/parse/report/taint.ts";
import { fixtureHost } from "../support/hosts.ts";
import { agent } from "../support/program.ts";

const { checks, rules, runbooks } = await loadRegistry();
const HANGUL = /[가-힣]/;

const texts: readonly Text[] = [
  ...[...checks, ...rules].map(({ title }) => title),
  ...checks.flatMap(({ reasons }) => Object.values<Text>(reasons)),
  ...rules.flatMap(({ message, joins }) => [message, ...(joins === undefined ? [] : [joins.message])]),
  ...Object.values(COMMON_REASONS),
  ...TAINT_FLAGS.map(({ text }) => text),
];

/** What a text says besides the facts that are filled in. */
const own = (text: string) => text.replace(/\{[\w.]+\}/g, "");

describe("every text is there in Korean", () => {
  test("titles, messages and taint flags", () => {
    // Where nothing but facts stands, there is nothing to translate.
    const missing = texts.filter(({ en, ko }) => /[a-z]{3}/i.test(own(en)) && !HANGUL.test(ko));
    expect(missing).toEqual([]);
    expect(texts.filter(({ en }) => HANGUL.test(en))).toEqual([]);
  });

  test("each part of each runbook", () => {
    const parts = runbooks.flatMap(({ id, en, ko }) =>
      Object.entries(ko).flatMap(([part, said]) => [said].flat().map((text) => ({ id, part, text, en }))),
    );
    expect(parts.filter(({ text }) => !HANGUL.test(text)).map(({ id, part, text }) => ({ id, part, text }))).toEqual(
      [],
    );
    for (const { en, ko } of runbooks) {
      expect([ko.verify.length, ko.mitigate.length]).toEqual([en.verify.length, en.mitigate.length]);
    }
  });

  test("the words between them", () => {
    expect(Object.keys(WORDS.ko)).toEqual(Object.keys(WORDS.en));
    const same = Object.entries(WORDS.ko).filter(([key, text]) => text === WORDS.en[key as keyof typeof WORDS.en]);
    expect(same).toEqual([["taint", "taint"]]);
  });
});

/** Lines that a person reads, without evidence, patterns and headings of numbers. */
function readable(out: string): string[] {
  return out.split("\n").filter((line) => line.trim() !== "" && !line.includes("| "));
}

describe("text output is Korean in every line", () => {
  test("of check", () => {
    for (const host of ["healthy", "swap-containerd", "swap-docker", "blind"]) {
      using tree = fixtureHost(host);
      const { out } = agent(["check", "--root", tree.root, "--lang", "ko"]);
      expect(readable(out).filter((line) => !HANGUL.test(line))).toEqual([]);
      // Why a file could not be read is told in the words of the system.
      expect(
        readable(out)
          .map((line) => line.replace(/: \/.*$/, ""))
          .join("\n"),
      ).not.toMatch(/next|manual|critical|warning|unknown|skipped/i);
    }
  });

  test("of scan", () => {
    const logs = ["test/fixtures/seeds/guest-oops.dmesg", "test/fixtures/seeds/vboxnet0.syslog"];
    const { out } = agent(["scan", "--lang", "ko", ...logs]);
    const time = /^ *\d{4}-\d\d-\d\d [\d:]+$/;
    // What the kernel said is the kernel's, not ours.
    const lines = readable(out).filter((line) => !time.test(line));
    expect(lines.filter((line) => !HANGUL.test(line))).toEqual([]);
    expect(out).not.toMatch(/next|manual|critical|warning|unknown|lines|finding/i);
  });

  test("of list and of what explain says for itself", () => {
    expect(readable(agent(["list", "--lang", "ko"]).out).filter((line) => !HANGUL.test(line))).toEqual([]);
    for (const { id } of [...checks, ...rules]) {
      const { out } = agent(["explain", id, "--lang", "ko"]);
      expect(out).not.toMatch(/Matched by|Asked every|What it can say|kernel report|^ *thread:|Impact|Verify/m);
    }
  });
});
