/**
 * Run every gate that is not a test, and name those that failed. Stale generated files end it at
 * once, since later gates would regenerate them and hide the problem.
 */
import { readFile } from "node:fs/promises";
import { x } from "tinyexec";
import { makeBundles, specsIn } from "./generate/bundle.ts";
import { clientModules } from "./generate/client.ts";
import { parseOptions } from "./generate/lib/options.ts";
import { staleAmong } from "./generate/lib/output.ts";
import { root } from "./generate/lib/spec.ts";
import { pages } from "./generate/pages.ts";
import { typeModules } from "./generate/types.ts";
import { published } from "./published.ts";

parseOptions("Run every gate that is not a test.", "npm run check");

/** One is data and the other a program, so there is nothing to import from them. */
const withoutImports = ["openapi", "packages/probe"];

const commands: [name: string, command: string][] = [
  ["format and lint", "biome ci --error-on-warnings ."],
  [
    "spec lint, build, types",
    "tsx scripts/turbo.ts run lint build typecheck --output-logs=errors-only",
  ],
  ["a changeset for every change of the spec", "tsx scripts/change.ts"],
  ["types of the scripts", "tsc -p ."],
  ["nothing unused", "knip"],
  ...published.map((path): [string, string] => [`${path} as packed`, `publint --strict ${path}`]),
  ...published
    .filter((path) => !withoutImports.includes(path))
    .map((path): [string, string] => [
      `types of ${path} as packed`,
      `attw --pack ${path} --profile esm-only`,
    ]),
  ["size of a program", "size-limit"],
];

const failed: string[] = [];
await gate("generated files are fresh", staleFiles);
if (failed.length > 0) end();
await gate("lock file", lockProblems);
for (const [name, command] of commands) {
  await gate(`${name}: ${command}`, async () => {
    const [program = "", ...args] = command.split(" ");
    const { exitCode } = await x(program, args, { nodeOptions: { stdio: "inherit" } });
    return exitCode === 0 ? [] : [`${program} failed`];
  });
}
end();

/** Run a gate, which returns a line for each problem. */
async function gate(name: string, problemsOf: () => Promise<string[]>): Promise<void> {
  console.log(`\n> ${name}`);
  const problems = await problemsOf().catch((error: unknown) => [
    error instanceof Error ? error.message : String(error),
  ]);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) failed.push(name);
}

function end(): never {
  console.log(`\ncheck: ${failed.length === 0 ? "all passed" : `failed: ${failed.join("; ")}`}`);
  process.exit(failed.length === 0 ? 0 : 1);
}

/** Compare every committed generated file with what the YAML generates now. */
async function staleFiles(): Promise<string[]> {
  const bundles = await makeBundles(new URL("openapi/", root));
  const specs = specsIn(bundles);
  const outputs = await Promise.all([
    typeModules(specs),
    clientModules(specs),
    pages(specs.openapi),
  ]);
  const stale = await staleAmong([bundles, ...outputs].flat());
  return stale.length === 0 ? [] : [...stale, 'Update with "npm run generate".'];
}

/** Check that the lock file works with any registry, and that only esbuild runs code on install. */
async function lockProblems(): Promise<string[]> {
  // The format is npm's; only three keys of an entry are read.
  const { packages } = JSON.parse(await readFile(new URL("package-lock.json", root), "utf8")) as {
    packages: Record<string, { resolved?: string; link?: boolean; hasInstallScript?: boolean }>;
  };
  return Object.entries(packages).flatMap(([path, { resolved, link, hasInstallScript }]) => [
    ...(resolved !== undefined && link !== true
      ? [
          `package-lock.json: ${path} names a registry. Remove its "resolved"; .npmrc (omit-lockfile-registry-resolved) keeps it out.`,
        ]
      : []),
    ...(hasInstallScript === true && !path.endsWith("node_modules/esbuild")
      ? [`package-lock.json: ${path} has an install script. Choose a package without one.`]
      : []),
  ]);
}
