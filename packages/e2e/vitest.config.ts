import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // A guard against a test that hangs, not a measure: several of these wait for a thousand calls or a page.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // The suites run one after the other, so a core that vitest leaves free is idle.
    maxWorkers: "100%",
  },
});
