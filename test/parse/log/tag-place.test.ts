import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseMixedLine } from "../../../src/parse/log/log-line.ts";
import { tagPlace } from "../../../src/parse/log/tag-place.ts";

const FIXTURES = new URL("../../fixtures/", import.meta.url);

function fixtureLines(): readonly string[] {
  const files = ["rules", "quiet", "seeds"].flatMap((folder) =>
    readdirSync(new URL(folder, FIXTURES)).map((file) => `${folder}/${file}`),
  );
  return files.flatMap((file) => readFileSync(new URL(file, FIXTURES), "utf8").split("\n"));
}

function tagOf(line: string): string | undefined {
  const bytes = Buffer.from(`\n${line}\n`);
  const place = tagPlace(bytes, 1);
  return place === undefined ? undefined : bytes.toString("utf8", place.from, place.end);
}

test("names the writer that the line's parser names, on every line of the fixtures", () => {
  const told = fixtureLines().flatMap((line) => {
    const tag = tagOf(line);
    return tag === undefined ? [] : [{ line, tag, from: parseMixedLine(line, "syslog", { now: 0 })?.from }];
  });
  expect(told.length).toBeGreaterThan(100);
  expect(told.filter(({ tag, from }) => from !== undefined && from !== tag)).toEqual([]);
});

test.each([
  ["May 15 13:19:36 host sshd[12]: x", "sshd"],
  ["2026-05-15T13:19:36.509021+09:00 host kernel: [1.2] x", "kernel"],
  ["2026-05-15T13:19:36.509021Z qemu-kvm: error: kvm run failed", undefined],
  ["May 15 13:19:36 host no tag here", undefined],
  ["May 15 13:19:36  kernel: x", undefined],
  ["[    1.000000] host kernel: x", undefined],
  ["May 15 13:19:36", undefined],
])("%s", (line, tag) => {
  expect(tagOf(line)).toBe(tag);
});
