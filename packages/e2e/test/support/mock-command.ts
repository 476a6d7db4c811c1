import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { npxFolder } from "./npx-folder.js";

/** The port that the commands name, or mean: a test cannot count on it, and gets a free one. */
const samplePort = "4010";

const freePort = `
  import { Server } from "node:net";
  const { listen } = Server.prototype;
  Server.prototype.listen = function (port, ...rest) {
    return listen.call(this, port === ${samplePort} ? 0 : port, ...rest);
  };
`;

/**
 * Runs a command that starts the mock, as it stands, in a project that has the package as npm puts
 * it there, and with no registry in reach. When it listens, makes the call that it proposes.
 *
 * @param promised how what it prints begins.
 * @returns what is wrong.
 */
export async function mockCommandProblem(
  call: string,
  promised: string,
): Promise<string | undefined> {
  const folder = npxFolder("mock", "dis-mock");
  const at = (path: string) => join(folder, path);
  writeFileSync(at("free-port.mjs"), freePort);

  const env = {
    ...process.env,
    npm_config_offline: "true",
    NODE_OPTIONS: `--import ${pathToFileURL(at("free-port.mjs"))}`,
  };
  // A group of its own, so that the signal reaches what npx has started.
  const child = spawn("sh", ["-c", call], { cwd: folder, env, detached: true });
  const ended = once(child, "close");
  let printed = "";
  let said = "";
  child.stderr.on("data", (text: Buffer) => {
    said += text;
  });
  try {
    for await (const text of child.stdout) {
      printed += text;
      if (printed.includes("\nThe header ")) break;
    }
    const [, name = "", value = "", url = ""] =
      /curl -i -H "([^:]+): ([^"]+)" (\S+)/.exec(printed) ?? [];
    if (!URL.canParse(url)) return `prints no call: ${printed}${said}`;
    const { port } = new URL(url);
    const begins = printed.replaceAll(`:${port}`, `:${samplePort}`).startsWith(promised);
    if (!begins) return `prints ${printed}`;
    const { status } = await fetch(url, { headers: { [name]: value } });
    return status === 200 ? undefined : `the call that it prints is answered with ${status}`;
  } finally {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
    await ended;
    rmSync(folder, { recursive: true });
  }
}
