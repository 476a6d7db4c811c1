import { defineConfig } from "vitest/config";

export default defineConfig({
  // Outside scripts/, which is an input of the task that runs these tests.
  cacheDir: "../node_modules/.vite/scripts",
  // Several tests start a process. The limit is for hangs, not a measure.
  test: { include: ["test/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 60_000 },
});
