import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { root } from "./spec.ts";

const programs = {
  redocly: "node_modules/@redocly/cli/bin/cli.js",
  turbo: "node_modules/turbo/bin/turbo",
};

/**
 * Starts a tool of the repository with its telemetry switched off: no option of Turborepo and no
 * file in a repository can, so that every call of it has to go through here.
 */
export function start(tool: keyof typeof programs, args: string[], options: SpawnOptions = {}) {
  return spawn(process.execPath, [fileURLToPath(new URL(programs[tool], root)), ...args], {
    cwd: root,
    stdio: "inherit",
    ...options,
    env: {
      ...process.env,
      TURBO_TELEMETRY_DISABLED: "1",
      TURBO_NO_UPDATE_NOTIFIER: "1",
      REDOCLY_TELEMETRY: "off",
      REDOCLY_SUPPRESS_UPDATE_NOTICE: "true",
      // Where there is a proxy, Redocly would look for this machine behind it.
      NO_PROXY: "127.0.0.1",
    },
  });
}

/** Runs a tool to its end and gives the exit code. A tool that a signal ended has failed. */
export function run(...call: Parameters<typeof start>): Promise<number> {
  return closed(start(...call));
}

/**
 * Runs a tool whose words matter only when it fails.
 *
 * @throws Error with all that the tool said.
 */
export async function capture(tool: keyof typeof programs, args: string[], options: SpawnOptions) {
  const child = start(tool, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const said: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => said.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => said.push(chunk));
  const code = await closed(child);
  if (code !== 0) throw new Error(Buffer.concat(said).toString().trim());
}

function closed(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}
