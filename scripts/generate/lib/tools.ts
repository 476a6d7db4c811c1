import { fileURLToPath } from "node:url";
import { type Options, x } from "tinyexec";
import { root } from "./spec.ts";

type Tool = "redocly" | "turbo";

/**
 * Start a tool of the repository with its telemetry switched off. Neither an option of Turborepo
 * nor a file in a repository can do that, so call these tools through here only.
 */
export function start(tool: Tool, args: string[], options: Options["nodeOptions"] = {}) {
  return x(fileURLToPath(new URL(`node_modules/.bin/${tool}`, root)), args, {
    nodeOptions: {
      cwd: fileURLToPath(root),
      stdio: "inherit",
      ...options,
      env: {
        ...process.env,
        TURBO_TELEMETRY_DISABLED: "1",
        TURBO_NO_UPDATE_NOTIFIER: "1",
        REDOCLY_TELEMETRY: "off",
        REDOCLY_SUPPRESS_UPDATE_NOTICE: "true",
        // Behind a proxy, Redocly would look for this machine on the other side of it.
        NO_PROXY: "127.0.0.1",
      },
    },
  });
}

/** Run a tool to its end and return the exit code. A tool that a signal ended has failed. */
export async function run(...call: Parameters<typeof start>): Promise<number> {
  return (await start(...call)).exitCode ?? 1;
}

/**
 * Run a tool and return what it prints.
 *
 * @throws Error with all of its output when it fails.
 */
export async function capture(...[tool, args, options]: Parameters<typeof start>): Promise<string> {
  const { exitCode, stdout, stderr } = await start(tool, args, { ...options, stdio: "pipe" });
  const output = withoutDeprecation(`${stderr}${stdout}`).trim();
  if (exitCode !== 0) throw new Error(output);
  return output;
}

/**
 * Redocly CLI boxes in a notice on Node 20, and has no switch for it. Node 20.19 is this
 * repository's floor, so leave out that box and nothing else.
 */
export function withoutDeprecation(output: string): string {
  return output.replace(
    /\n? *╔═+╗\n(?: *║.*\n)*? *║.*Node\.js 20 support is ending.*\n(?: *║.*\n)* *╚═+╝\n+/,
    "",
  );
}
