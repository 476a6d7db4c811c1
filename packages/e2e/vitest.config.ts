import { defineConfig } from "vitest/config";

export default defineConfig(({ mode }) => ({
  test: {
    // A guard against a test that hangs, not a limit that a test approaches.
    testTimeout: mode === "deep" ? 600_000 : 60_000,
  },
}));
