import { defineConfig } from "vitest/config";

/** The tests of `npm test`; those that need minutes or a browser are run by `.ci/run`. */
const quick = { name: "quick", include: ["**/*.test.ts"], exclude: ["consumers/browser/**"] };
const browser = { name: "browser", include: ["consumers/browser/*.test.ts"] };

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: quick },
      { extends: true, test: browser },
    ],
    // A guard against a test that hangs: some wait for a thousand calls or a page.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: "100%",
  },
});
