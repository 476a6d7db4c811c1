/**
 * Run the faults with a thousand calls in flight on every supported Node: for example, an abort that
 * does not reach a stalled body shows only from Node 22 on and only under load.
 */
import { fileURLToPath } from "node:url";
import pLimit from "p-limit";
import { parseOptions } from "../../../../scripts/generate/lib/options.ts";
import { root } from "../../../../scripts/generate/lib/spec.ts";
import { nodeProgram, nodeVersions } from "../../lib/install.ts";
import { during } from "../../lib/progress.ts";
import { run } from "../../lib/run.ts";

parseOptions(
  `Run every fault with one call and with a thousand calls in flight, on every supported Node.
Downloads the Nodes that are not in the cache.`,
  "npm run test:faults",
);

const vitest = fileURLToPath(new URL("node_modules/vitest/vitest.mjs", root));

// Each keeps one core busy; more at once would time out on two cores.
const limit = pLimit(2);
await Promise.all(
  nodeVersions.map((version) => limit(() => during(`Node ${version}`, () => runOn(version)))),
);

async function runOn(version: string): Promise<void> {
  const { code, stdout, stderr } = await run(
    await nodeProgram(version),
    [vitest, "run", "--project", "faults", "--reporter=dot"],
    {
      cwd: new URL("packages/conformance/", root),
      // In CI, vitest does not write a missing snapshot.
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
