import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import type { Check } from "../src/core/index.ts";
import { runCheck } from "../src/detect/run-checks.ts";
import { openHost } from "../src/host/open.ts";
import { parseCases } from "./support/cases.ts";
import { temporaryFolder } from "./support/folder.ts";
import { layOut, parseFiles } from "./support/txtar.ts";

const ROOT = new URL("../", import.meta.url);
const guide = readFileSync(new URL("CONTRIBUTING.md", ROOT), "utf8");

/** The block of the guide that follows a file's name. */
function block(file: string): string {
  const behind = guide.slice(guide.indexOf(`\`${file}\`:`));
  return behind.split("```")[1]?.replace(/^\w*\n/, "") ?? "";
}

describe("the check that CONTRIBUTING.md shows", () => {
  const cases = parseCases(block("test/fixtures/checks/hung-task-detector.txtar"));

  test("is one file and one fixture with a hit and a near miss", () => {
    expect(cases.map(({ expected }) => expected.outcome)).toEqual(["warning", "ok", "unknown"]);
  });

  test.each(cases)("$name", async ({ expected, body }) => {
    const core = new URL("src/core/index.ts", ROOT).href;
    using folder = temporaryFolder();
    const file = join(folder.path, "hung-task-detector.ts");
    writeFileSync(file, block("src/checks/hung-task-detector.ts").replace("../core/index.ts", core));
    const check = (await import(pathToFileURL(file).href)).default as Check;
    using tree = layOut(parseFiles(body));
    const [result] = await runCheck(check, openHost({ root: tree.root }));
    expect(result).toMatchObject({
      status: expected.outcome,
      reason: expected.reason,
      attributes: expected.attributes,
    });
  });
});
