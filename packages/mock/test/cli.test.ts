import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { start } from "./helpers.js";

const cli = fileURLToPath(new URL("../src/cli.ts", import.meta.url));

function run(...args: string[]) {
  const child = spawn(process.execPath, ["--import", "tsx", cli, ...args]);
  onTestFinished(() => void child.kill("SIGKILL"));
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output.stderr += text;
  });
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, ...output }));
  return { child, output, ended };
}

/** Runs until the last line of the welcome is out. */
async function runReady(...args: string[]) {
  const running = run(...args);
  while (!running.output.stdout.includes("listProjects:")) {
    await Promise.race([
      once(running.child.stdout, "data"),
      running.ended.then(({ stderr }) => Promise.reject(new Error(stderr))),
    ]);
  }
  return running;
}

// To start a process may take seconds on a busy machine.
describe("dis-mock", { timeout: 60_000 }, () => {
  it("prints where it listens, a call that works and what it knows", async () => {
    const { output } = await runReady("--port", "0");
    const { stdout } = output;
    expect(stdout).toMatch(/listens on http:\/\/127\.0\.0\.1:\d+\./);
    expect(stdout).toMatch(/newstream\/newtask\s+SeedResponse/);
    expect(stdout).toContain("GatewayThrottled");
    const [, name, value, url] = /curl -i -H "([^:]+): ([^"]+)" (\S+)/.exec(stdout) ?? [];
    const response = await fetch(url ?? "", { headers: { [name ?? ""]: value ?? "" } });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ task_name: "newtask" });
    expect(output.stderr).toBe("");
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "stops with code 0 on %s, connections kept alive or not",
    async (signal) => {
      const { child, output, ended } = await runReady("--port", "0");
      const [url] = /http:\S+newtask/.exec(output.stdout) ?? [];
      // Node's fetch keeps the connection.
      await (await fetch(url ?? "")).text();
      child.kill(signal);
      expect(await ended).toMatchObject({ code: 0, signal: null, stderr: "" });
    },
  );

  it("says that its port is taken, and how to choose another", async () => {
    const { port } = new URL((await start()).endpoint);
    const { code, stdout, stderr } = await run("--port", port).ended;
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(new RegExp(`^dis-mock: port ${port} .* is taken; .*--port.*\n$`));
  });

  it("says that a host is not of this machine", async () => {
    // An address for documentation, which no machine has.
    const { code, stderr } = await run("--host", "192.0.2.1", "--port", "0").ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^dis-mock: 192\.0\.2\.1 .*--host\n$/);
  });

  it("refuses a wrong option with one line and code 2", async () => {
    const wrong = [
      [["--nix"], "--nix"],
      [["nix"], "nix"],
      [["--port"], "--port"],
      [["--port", "high"], "high"],
      [["--port", "65536"], "65536"],
      [["--port", "-1"], "--port"],
      [["--host", ""], "--host"],
    ] as const;
    await Promise.all(
      wrong.map(async ([args, word]) => {
        const { code, stdout, stderr } = await run(...args).ended;
        expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: "" });
        expect(stderr).toContain(word);
        expect(stderr.trimEnd().split("\n")).toHaveLength(1);
      }),
    );
  });

  it("lists its options with --help", async () => {
    const { code, stdout, stderr } = await run("--help").ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/--port.*\n.*--host.*\n.*--help/);
    expect(stderr).toBe("");
  });
});
