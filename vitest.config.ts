import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One less than there are cores is the default, which on two cores is one after the other; most tests wait for programs they started.
    maxWorkers: 2,
  },
});
