import { generateCodecs } from "./codecs.ts";
import { LINT_STEPS } from "./lint-steps.ts";
import { runSteps } from "./steps.ts";

generateCodecs();
await runSteps(LINT_STEPS);
