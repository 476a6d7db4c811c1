import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { command } from "../../../../scripts/lib/command.ts";
import { npxFolder } from "./npx-folder.js";
import type { Project } from "./run-sample.js";

/**
 * Runs a command that writes the probe's report into `report.md`, as it stands, with no registry in
 * reach and with what it sends to the cloud led to the mock.
 *
 * @returns what is wrong.
 */
export async function probeCommandProblem(
  call: string,
  project: Project,
): Promise<string | undefined> {
  const folder = npxFolder("probe", "dis-probe");
  const reroute = pathToFileURL(join(project.folder, "given.ts.mjs")).href;
  const { PATH } = process.env;
  const env = {
    ...project.env,
    PATH,
    HOME: folder,
    npm_config_offline: "true",
    NODE_OPTIONS: `--import ${reroute}`,
  };
  try {
    const { code, stdout, stderr } = await command("sh", ["-c", call], { cwd: folder, env });
    if (code !== 0) return `ends with ${code}: ${stdout}${stderr}`;
    const report = readFileSync(join(folder, "report.md"), "utf8");
    // That it is about answers: the task was found, and the query of a missing one was refused.
    return /^# /.test(report) && report.includes("DIS.4354") ? undefined : `reports ${report}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
