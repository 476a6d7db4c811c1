import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { root } from "../generate/lib/spec.ts";

function run(script: string, ...args: string[]) {
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      ["--import", "tsx", `scripts/${script}.ts`, ...args],
      { cwd: fileURLToPath(root) },
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

describe.concurrent.each([
  "baseline",
  "change",
  "demo",
  "check",
  "lint",
  "generate/bundle",
  "generate/types",
  "generate/client",
  "generate/pages",
  "build",
  "dev",
])("%s", { timeout: 60_000 }, (script) => {
  test("prints its purpose and usage with --help", async () => {
    const { code, stdout } = await run(script, "--help");
    expect(code).toBe(0);
    expect(stdout).toMatch(/Usage: \S/);
  });

  test("prints one line for a wrong option and exits with 2", async () => {
    const { code, stderr } = await run(script, "--chek");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^.*--chek.*\n$/);
  });
});

test("dev refuses a port above 65535", { timeout: 60_000 }, async () => {
  const { code, stderr } = await run("dev", "--port", "66666");
  expect(code).toBe(2);
  expect(stderr).toBe("error: --port must be 0 to 65535\n");
});
