import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { run } from "./run.ts";

const workspace = new URL("../", import.meta.url);

const start = (file: string, ...args: string[]) =>
  run(process.execPath, ["--import", "tsx", fileURLToPath(new URL(file, workspace)), ...args]);

test.concurrent.each([
  "consumers/faults/main.ts",
  "consumers/packages/main.ts",
  "consumers/runtimes/main.ts",
  "contract/main.ts",
  "schemathesis/main.ts",
  "sdks/main.ts",
  "sources/main.ts",
])("%s rejects an unknown option in one line, with exit code 2", async (file) => {
  const { code, stderr } = await start(file, "--chek");
  expect(stderr).toMatch(/^error: .*--chek.*\n$/);
  expect(code).toBe(2);
});

test("contract/main.ts prints its usage with --help", async () => {
  const { code, stdout } = await start("contract/main.ts", "--help");
  expect(stdout).toMatch(/Usage: npm run contract -- --endpoint URL/);
  expect(code).toBe(0);
});

test("contract/main.ts names each missing option in one line, with exit code 2", async () => {
  const { code, stderr } = await start("contract/main.ts", "--project", "p");
  expect(stderr).toBe("error: missing --endpoint, --stream, --task (see --help)\n");
  expect(code).toBe(2);
});

test.concurrent.each([
  [
    ["--from", "pkg:pypi/huaweicloudsdkdis@3.1.175"],
    "--from and --to need each other (see --help)",
  ],
  [["--from", "lamp", "--to", "2"], "lamp is not a purl with a version"],
  [
    ["--from", "pkg:npm/lamp@1", "--to", "2"],
    "pkg:npm/lamp@1 cannot be compared; only releases of pkg:pypi/huaweicloudsdkdis, ",
  ],
])("sources/main.ts refuses %j in one line, with exit code 2", async (args, message) => {
  const { code, stderr } = await start("sources/main.ts", ...args);
  expect(stderr).toMatch(/^.*\n$/);
  expect(stderr).toContain(`error: ${message}`);
  expect(code).toBe(2);
});

test("sources/main.ts reports what it cannot reach and exits with 0", async () => {
  const file = fileURLToPath(new URL("sources/main.ts", workspace));
  // Without a path there is no tool to ask a registry with.
  const env = { PATH: "" };
  const { code, stdout } = await run(process.execPath, ["--import", "tsx", file], { env });
  expect(stdout).toContain("## Not reached");
  for (const tool of ["python3", "mvn", "go", "cargo", "npm"]) {
    expect(stdout).toContain(`${tool} is not installed`);
  }
  expect(code).toBe(0);
});

test("a program gets only the given variables, its input and a time limit", async () => {
  const script = "process.stdin.pipe(process.stdout); console.log(Object.keys(process.env).sort())";
  const ended = await run(process.execPath, ["-e", script], { env: { A: "1" }, input: "in" });
  expect(ended).toEqual({ code: 0, stdout: expect.stringContaining("[ 'A' ]"), stderr: "" });
  expect(ended.stdout).toContain("in");
  const hanging = ["-e", "setInterval(() => {}, 1000)"];
  expect(await run(process.execPath, hanging, { timeoutMs: 200 })).toMatchObject({
    code: undefined,
    stderr: "stopped after 200 ms",
  });
});

test("a program that is not installed is reported without an exception", async () => {
  expect(await run("no-such-program", [])).toMatchObject({ code: undefined, stdout: "" });
});
