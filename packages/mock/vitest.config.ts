import { defineConfig } from "vitest/config";

// A guard against a test that hangs, with room for a slow start of a process.
export default defineConfig({ test: { testTimeout: 60_000, hookTimeout: 60_000 } });
