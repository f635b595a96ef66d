import { describe, expect, test } from "vitest";
import { progressOn } from "../../src/cli/progress.ts";
import { terminal } from "../../src/cli/terminal.ts";
import { bash } from "../support/program.ts";

const ERASE = "\r\u001b[K";

function drawn(total: number | undefined, lang: "en" | "ko" = "en") {
  let [now, text] = [0, ""];
  const write = (more: string) => {
    text += more;
  };
  const screen = { now: () => now, write };
  const progress = progressOn(screen, total, terminal(lang));
  return {
    progress,
    at(ms: number, bytes: number, done: number, findings = 0): string {
      now = ms;
      text = "";
      progress.step(bytes, done, findings);
      return text;
    },
    cleared(): string {
      text = "";
      progress.clear();
      return text;
    },
  };
}

describe("the progress", () => {
  test("shows nothing in the first second, and leaves nothing", () => {
    const { at, cleared } = drawn(100);
    expect(at(500, 10, 10)).toBe("");
    expect(at(999, 10, 20)).toBe("");
    expect(cleared()).toBe("");
  });

  test("shows how far it is, how fast, and what was found; ten times a second; and is erased", () => {
    const { at, cleared } = drawn(1000);
    expect(at(1000, 500_000_000, 500, 3)).toBe(`${ERASE}[############............]  50 %  500 MB/s  3 findings`);
    expect(at(1050, 1, 510, 3)).toBe("");
    expect(at(2000, 500_000_000, 1000, 1)).toBe(`${ERASE}[########################] 100 %  500 MB/s  1 finding`);
    expect(cleared()).toBe(ERASE);
    expect(cleared()).toBe("");
  });

  test("shows what was read where nobody knows how much there is", () => {
    expect(drawn(undefined).at(2000, 300_000_000, 0)).toBe(`${ERASE}300 MB  150 MB/s  0 findings`);
    expect(drawn(undefined, "ko").at(2000, 300_000_000, 0, 2)).toBe(`${ERASE}300 MB  150 MB/s  2건 발견`);
  });
});

describe("on a terminal", () => {
  const SLOW = `{ head -c 300 test/fixtures/seeds/guest-oops.dmesg; sleep 1.2; tail -c +301 test/fixtures/seeds/guest-oops.dmesg; }`;
  const shown = (env: string, more = "") =>
    bash(`script -qec '${SLOW} | ${env} "${process.execPath}" dist/krane-agent.js scan -${more}' /dev/null`).out;

  test("work of more than a second shows it, and the verdict stands on an empty line", () => {
    const out = shown("TERM=xterm");
    expect(out).toMatch(/MB {2}\d+ MB\/s {2}\d+ finding/);
    expect(out).toMatch(/\r\u001b\[K(?:\u001b\[[\d;]+m)*CRITICAL/);
  });

  test.each(["NO_COLOR=1", "TERM=dumb"])("with %s it does not", (env) => {
    expect(shown(env)).not.toContain("MB/s");
  });

  test("in a pipe it does not", () => {
    expect(shown("TERM=xterm", " 2>&1 | cat")).not.toContain("MB/s");
  });
});
