import { defineConfig } from "vitest/config";

// A guard against a test that hangs, not a measure: several of these wait for a thousand calls or a page.
export default defineConfig({ test: { testTimeout: 60_000, hookTimeout: 60_000 } });
