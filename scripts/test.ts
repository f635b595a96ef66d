import { buildAll } from "./build-all.ts";
import { LINT_STEPS } from "./lint-steps.ts";
import { runSteps, script } from "./steps.ts";

const build = {
  name: "build dist/",
  async run() {
    await buildAll();
    return true;
  },
};

const tests = script("tests (vitest)", "node_modules/vitest/vitest.mjs", ["run", ...process.argv.slice(2)]);

await runSteps([build, ...LINT_STEPS, tests]);
