import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { authorization, importKey, sdkDate } from "@dis-openapi/client/sign";
import { expect, onTestFinished, test } from "vitest";
import { main } from "../src/main.js";
import { start, taskPath } from "./helpers.js";

const cli = fileURLToPath(new URL("../src/cli.ts", import.meta.url));

/** Run the command in this process, and close its server after the test. */
async function runWith(env: Record<string, string>, ...args: string[]) {
  const output = { stdout: "", stderr: "" };
  const { exitCode, server } = await main(args, {
    stdout: { write: (text) => (output.stdout += text) },
    stderr: { write: (text) => (output.stderr += text) },
    env,
  });
  if (server) onTestFinished(() => server.close());
  return { exitCode, output };
}

const run = (...args: string[]) => runWith({}, ...args);

test("dis-mock prints its address, a request that works, its tasks and its examples", async () => {
  const { exitCode, output } = await run("--port", "0");
  const { stdout, stderr } = output;
  expect({ exitCode, stderr }).toEqual({ exitCode: undefined, stderr: "" });
  expect(stdout).toMatch(/listens on http:\/\/127\.0\.0\.1:\d+\./);
  expect(stdout).toMatch(/newstream\/newtask\s+SeedResponse/);
  expect(stdout).toContain("GatewayThrottled");
  const [, name, value, url] = /curl -i -H "([^:]+): ([^"]+)" (\S+)/.exec(stdout) ?? [];
  const response = await fetch(url ?? "", { headers: { [name ?? ""]: value ?? "" } });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ task_name: "newtask" });
  await expect.poll(() => output.stdout).toMatch(/^GET \/v2\/\S+\/newtask 200 \d+ ms$/m);
});

test.each(["SIGINT", "SIGTERM"] as const)(
  "dis-mock stops with code 0 on %s while a connection is kept alive",
  async (signal) => {
    const child = spawn(process.execPath, ["--import", "tsx", cli, "--port", "0"]);
    onTestFinished(() => void child.kill("SIGKILL"));
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        output[name] += text;
      });
    }
    const ended = once(child, "close");
    while (!output.stdout.includes("listProjects:")) {
      await Promise.race([
        once(child.stdout, "data"),
        ended.then(() => Promise.reject(new Error(output.stderr))),
      ]);
    }
    const [url] = /http:\S+newtask/.exec(output.stdout) ?? [];
    // Node's fetch keeps the connection.
    await (await fetch(url ?? "")).text();
    child.kill(signal);
    const [code, killedBy] = await ended;
    expect({ code, killedBy, stderr: output.stderr }).toEqual({
      code: 0,
      killedBy: null,
      stderr: "",
    });
  },
);

test("dis-mock says that its port is in use and how to choose another", async () => {
  const { port } = new URL((await start()).endpoint);
  expect(await run("--port", port)).toEqual({
    exitCode: 1,
    output: {
      stdout: "",
      stderr: `dis-mock: port ${port} of 127.0.0.1 is in use; choose another with --port, or 0 for a free one\n`,
    },
  });
});

test("dis-mock says that a host is not an address of this machine", async () => {
  // An address for documentation, which no machine has.
  const { exitCode, output } = await run("--host", "192.0.2.1", "--port", "0");
  expect(exitCode).toBe(1);
  expect(output.stderr).toBe(
    "dis-mock: 192.0.2.1 is not an address of this machine; choose another with --host\n",
  );
});

test.each<[args: string[], message: string]>([
  [["--prot", "1"], "unknown option `--prot`; did you mean `--port`?"],
  [["--verbose"], "unknown option `--verbose`"],
  [["4010"], "unexpected argument; each value follows an option"],
  [["--port"], "`--port` needs a value"],
  [["--port", "high"], "`--port` must be 0 to 65535"],
  [["--port", "65536"], "`--port` must be 0 to 65535"],
  [["--port=-1"], "`--port` must be 0 to 65535"],
  [["--port", "-1"], "`--port` needs a value"],
  [["--host", ""], "`--host` must be an address or a host name"],
  [["--help=1"], "`--help` takes no value"],
])("dis-mock refuses %j with one line and code 2", async (args, message) => {
  expect(await run(...args)).toEqual({
    exitCode: 2,
    output: { stdout: "", stderr: `dis-mock: ${message} (see --help)\n` },
  });
});

/** Print a request of the client, signed with keys, and return the status of the response. */
async function query(stdout: string, ak: string, sk: string): Promise<number> {
  const { endpoint = "" } = /listens on (?<endpoint>\S+)\. /.exec(stdout)?.groups ?? {};
  const url = endpoint + taskPath();
  const headers = new Headers({ "X-Sdk-Date": sdkDate(Date.now()) });
  const names = ["host", "x-sdk-date"];
  const request = { method: "GET", url, headers };
  headers.set("Authorization", await authorization(request, names, ak, await importKey(sk)));
  return (await fetch(url, { headers })).status;
}

test("dis-mock says which checks are on, and verifies no signature without keys", async () => {
  const { output } = await run("--port", "0");
  expect(output.stdout).toMatch(/^ {2}credentials: required$/m);
  expect(output.stdout).toMatch(/^ {2}signatures: not checked, /m);
  expect(output.stdout).toMatch(/^ {2}tokens: not checked, /m);
  expect(await query(output.stdout, "AK1", "wrong")).toBe(200);
});

const secretKeys = ["FIRST-SECRET", "SECOND:SECRET"];
const keys = secretKeys.map((sk, index) => `AK${index + 1}:${sk}`);

test.each<[how: string, env: Record<string, string>, args: string[], said: string]>([
  ["one option", {}, ["--access-key", `AK1:${secretKeys[0]}`], "1 access key"],
  ["two options", {}, keys.flatMap((key) => ["--access-key", key]), "2 access keys"],
  ["the environment", { DIS_MOCK_ACCESS_KEYS: keys.join(",") }, [], "2 access keys"],
  [
    "an option, which replaces the environment,",
    { DIS_MOCK_ACCESS_KEYS: "AK1:OLD-SECRET,AK3:OTHER-SECRET" },
    ["--access-key", `AK1:${secretKeys[0]}`],
    "1 access key",
  ],
])(
  "dis-mock verifies signatures with the keys of %s and prints no secret",
  async (_, env, args, said) => {
    const { output } = await runWith(env, "--port", "0", ...args);
    expect(output.stdout).toMatch(new RegExp(`^  signatures: checked against ${said}$`, "m"));
    const [first = "", second = ""] = secretKeys;
    expect(await query(output.stdout, "AK1", first)).toBe(200);
    expect(await query(output.stdout, "AK1", second)).toBe(401);
    expect(await query(output.stdout, "AK2", second)).toBe(said === "2 access keys" ? 200 : 401);
    expect(await query(output.stdout, "AK3", "OTHER-SECRET")).toBe(401);
    expect(output.stdout + output.stderr).not.toContain("SECRET");
  },
);

test.each<[env: Record<string, string>, args: string[], message: string]>([
  [
    {},
    ["--access-key", "SECRET"],
    "`--access-key` must be AK:SK, an access key and its secret key",
  ],
  [
    {},
    ["--access-key", ":SECRET"],
    "`--access-key` must be AK:SK, an access key and its secret key",
  ],
  [{}, ["--access-key", "AK:"], "`--access-key` must be AK:SK, an access key and its secret key"],
  [{}, ["--access-key", "AK", "SECRET"], "unexpected argument; each value follows an option"],
  [{}, ["--acess-key", "AK:SECRET"], "unknown option `--acess-key`; did you mean `--access-key`?"],
  [{}, ["--access-keys=AK:SECRET"], "unknown option `--access-keys`; did you mean `--access-key`?"],
  [
    { DIS_MOCK_ACCESS_KEYS: "AK:SECRET,SECRET" },
    [],
    "DIS_MOCK_ACCESS_KEYS must be AK:SK, or several of these separated by commas",
  ],
])("dis-mock refuses malformed keys without showing them: %j %j", async (env, args, message) => {
  expect(await runWith(env, ...args)).toEqual({
    exitCode: 2,
    output: { stdout: "", stderr: `dis-mock: ${message} (see --help)\n` },
  });
});

test("dis-mock lists its options with --help", async () => {
  const { exitCode, output } = await run("--help");
  expect({ exitCode, stderr: output.stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(output.stdout).toMatch(/--port.*\n.*--host.*\n.*--access-key[\s\S]*\n.*--help/);
});
