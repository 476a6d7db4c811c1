import { defineConfig } from "vitest/config";

const browser = "consumers/browser/**/*.test.ts";
const manyCalls = "consumers/faults/many.test.ts";
const releases = "sources/releases.test.ts";

/** `npm test` runs `quick`; `.ci/run` runs `browser`, `sources`, and `faults` on every Node. */
const projects = [
  {
    name: "quick",
    include: ["**/*.test.ts"],
    exclude: [browser, manyCalls, releases, "**/node_modules/**"],
  },
  { name: "browser", include: [browser] },
  { name: "sources", include: [releases] },
  { name: "faults", include: ["consumers/faults/{faults,many}.test.ts"] },
];

export default defineConfig({
  test: {
    projects: projects.map((test) => ({ extends: true, test })),
    // A guard against a test that hangs, not a limit that a test approaches.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
