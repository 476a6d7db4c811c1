/** The complete project in one command: run the pipeline, then examples/demo. */
import { x } from "tinyexec";
import { parseOptions } from "./generate/lib/options.ts";

const { json = false } = parseOptions(
  "Build everything, then create, query, stop and delete a dump task at the mock server.",
  "npm run demo -- [--json]    (print the response body of the query)",
  { json: { type: "boolean" } },
);

// The pipeline prints to stderr, so that `--json` leaves only JSON on stdout.
for (const [script, args, stdout] of [
  ["scripts/build.ts", [], 2],
  ["examples/demo/index.ts", json ? ["--json"] : [], 1],
] as const) {
  const { exitCode } = await x("tsx", [script, ...args], {
    nodeOptions: { stdio: ["ignore", stdout, 2] },
  });
  if (exitCode !== 0) process.exit(1);
}
