/**
 * The faults on every Node but the one that `npm test` runs on: that an abort does not reach a
 * stalled body, for one, shows only from Node 22 on and only under load.
 */
import { fileURLToPath } from "node:url";
import { parseOptions } from "../../../../scripts/generate/lib/options.ts";
import { root } from "../../../../scripts/generate/lib/spec.ts";
import { run } from "../../../../scripts/generate/lib/tools.ts";
import { command } from "../../../../scripts/lib/command.ts";
import { nodeProgram, nodeVersions } from "../../lib/nodes.ts";

parseOptions(
  "Runs the tests of faults on every supported Node but this one. Fetches those that are not in the cache.",
  "npm run test:faults",
);

if ((await run("turbo", ["run", "build", "--output-logs=errors-only"])) !== 0) process.exit(1);

const vitest = fileURLToPath(new URL("node_modules/vitest/vitest.mjs", root));
const major = (version: string) => version.split(".")[0];
const others = nodeVersions.filter((version) => major(version) !== major(process.versions.node));

// Each keeps one core busy; more at a time would tell of the machine.
const queue = [...others];
async function worker(): Promise<void> {
  for (let version = queue.shift(); version !== undefined; version = queue.shift()) {
    const { code, stdout, stderr } = await command(
      await nodeProgram(version),
      [vitest, "run", "--project", "quick", "faults.test", "--reporter=dot"],
      {
        cwd: new URL("packages/conformance/", root),
        // In CI, vitest does not write a snapshot that is missing.
        env: { ...process.env, CI: "true", NO_COLOR: "1" },
      },
    );
    const tests = /^ *Tests .*$/m.exec(stdout)?.[0].trim() ?? "no result";
    console.log(`Node ${version}: ${tests}`);
    if (code !== 0) {
      console.error(stdout + stderr);
      process.exitCode = 1;
    }
  }
}
await Promise.all([worker(), worker()]);
