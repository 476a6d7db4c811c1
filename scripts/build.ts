import { readdir, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { enumerationsOf } from "./generate/lib/enumerations.ts";
import { parseOptions } from "./generate/lib/options.ts";
import { operationsOf, readSpec, root, specNames } from "./generate/lib/spec.ts";
import { run } from "./generate/lib/tools.ts";

parseOptions(
  `Lint and bundle the spec, generate what depends on it, compile the packages and build the docs page.
Then print a summary.`,
  "npm run build",
);

/** Where the results are. */
const folders = {
  "spec, bundled": "openapi/generated",
  types: "packages/types/dist",
  client: "packages/client/dist",
  mock: "packages/mock/dist",
  probe: "packages/probe/dist",
  docs: "openapi/dist",
};

process.exitCode = await run("turbo", [
  "run",
  "lint",
  "bundle",
  "generate",
  "build",
  "docs",
  "--output-logs=new-only",
]);
if (process.exitCode === 0) console.log(await summary());

async function summary(): Promise<string> {
  const counts = await Promise.all(
    specNames.map(async (name) => {
      const spec = await readSpec(name);
      const schemas = Object.keys(spec.components?.schemas ?? {});
      return [
        `openapi/${name}.yaml`.padEnd(22),
        `operations: ${operationsOf(spec).length},`,
        `schemas: ${schemas.length},`,
        `of these enumerations: ${enumerationsOf(spec).length}`,
      ].join(" ");
    }),
  );
  const sizes = await Promise.all(
    Object.entries(folders).map(
      async ([what, path]) => `${await size(path)}  ${what.padEnd(14)} ${path}`,
    ),
  );
  const docs = fileURLToPath(new URL("openapi/dist/index.html", root));
  return ["", ...counts, ...sizes, `Docs: ${docs}`].join("\n");
}

/** Return the size of all files of a folder except source maps. */
async function size(path: string): Promise<string> {
  const folder = new URL(`${path}/`, root);
  const names = await readdir(folder, { recursive: true });
  let bytes = 0;
  for (const name of names.filter((name) => !name.endsWith(".map"))) {
    const found = await stat(new URL(name, folder));
    if (found.isFile()) bytes += found.size;
  }
  return `${Math.round(bytes / 1000)} kB`.padStart(9);
}
