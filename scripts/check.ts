/**
 * Every gate that is not a test. Runs them all and names those that failed,
 * except that stale generated files end it at once: the gates behind would
 * regenerate them and hide what was wrong.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseOptions } from "./generate/lib/options.ts";

parseOptions("Runs every gate that is not a test.", "npm run check");

const fresh: [name: string, command: string][] = [
  ["bundle is fresh", "tsx scripts/generate/bundle.ts --check"],
  ["types are fresh", "tsx scripts/generate/types.ts --check"],
  ["operations are fresh", "tsx scripts/generate/client.ts --check"],
  ["tables are fresh", "tsx scripts/generate/pages.ts --check"],
];
const gates: [name: string, command: string][] = [
  ["format and lint", "biome ci --error-on-warnings ."],
  ["one version", "tsx scripts/sync-version.ts --check"],
  ["lock file", "tsx scripts/check-lock.ts"],
  [
    "spec lint, build, types",
    "tsx scripts/turbo.ts run lint build typecheck --output-logs=errors-only",
  ],
  ["types of the scripts", "tsc -p ."],
  ["nothing unused", "knip"],
  ["packages are well-formed", "tsx scripts/check-packages.ts"],
  ["size of a program", "size-limit"],
];

const failed: string[] = [];
function run([name, command]: [string, string]): void {
  console.log(`\n> ${name}: ${command}`);
  const { status } = spawnSync("npx", ["--no-install", ...command.split(" ")], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    stdio: "inherit",
  });
  if (status !== 0) failed.push(name);
}
function end(): never {
  console.log(
    failed.length === 0 ? "\ncheck: all passed" : `\ncheck: failed: ${failed.join("; ")}`,
  );
  process.exit(failed.length === 0 ? 0 : 1);
}

for (const gate of fresh) run(gate);
if (failed.length > 0) end();
for (const gate of gates) run(gate);
end();
