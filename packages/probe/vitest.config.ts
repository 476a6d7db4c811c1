import { defineConfig } from "vitest/config";

// A guard against a test that hangs, not a measure: some of these start a process of their own.
export default defineConfig({ test: { testTimeout: 60_000, hookTimeout: 60_000 } });
