/**
 * The whole project in one command: runs the pipeline, queries a dump task
 * with the client, from the mock or from the real service, and prints it.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { fail, parseOptions } from "./generate/lib/options.ts";

const { json = false, ...target } = parseOptions(
  `Runs the pipeline, queries a dump task with the client and prints it.
Without options it asks the mock server. To ask the real service give --region,
--project, --stream and --task, and either a token in DIS_AUTH_TOKEN or keys in
HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK.`,
  "npm run demo -- [--region R --project P --stream S --task T] [--json]",
  {
    region: { type: "string" },
    project: { type: "string" },
    stream: { type: "string" },
    task: { type: "string" },
    json: { type: "boolean" },
  },
);

const { region, project, stream, task } = target;
const isComplete =
  region !== undefined && project !== undefined && stream !== undefined && task !== undefined;
if (!isComplete && Object.keys(target).length > 0) {
  const missing = ["region", "project", "stream", "task"].filter((name) => !(name in target));
  fail(`the real service needs --${missing.join(" and --")} as well (see --help)`);
}
if (isComplete && !process.env.DIS_AUTH_TOKEN && !process.env.HUAWEICLOUD_SDK_AK) {
  fail("no credentials: set DIS_AUTH_TOKEN, or HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK");
}

// The pipeline talks on stderr, so that `--json` leaves nothing but JSON on stdout.
const build = spawnSync(
  process.execPath,
  ["--import", "tsx", fileURLToPath(new URL("build.ts", import.meta.url))],
  { stdio: ["ignore", 2, 2] },
);
if (build.status !== 0) process.exit(build.status ?? 1);

// Imported only now: the client and the mock exist once the pipeline has run.
const { showTask } = await import("./lib/show-task.ts");
process.exitCode = await showTask(isComplete ? { region, project, stream, task } : undefined, json);
