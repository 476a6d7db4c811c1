import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import type { Spec } from "../../openapi/openapi.d.cts";
import { generator, marker, type Output } from "./lib/output.ts";
import { root, type Specs, specNames } from "./lib/spec.ts";
import { checkSyntax } from "./lib/syntax.ts";
import { capture } from "./lib/tools.ts";

/**
 * Bundle the specs of a folder with its redocly.yaml, each to YAML and to JSON.
 *
 * @throws Error when a file is not YAML, a reference leads nowhere or two components share a name.
 */
export async function makeBundles(folder: URL): Promise<Output[]> {
  await checkSyntax(folder);
  const scratch = await mkdtemp(join(tmpdir(), "dis-openapi-bundle-"));
  try {
    await capture(
      "redocly",
      [
        "bundle",
        ...specNames.map((name) => `${name}.yaml`),
        "--config=redocly.yaml",
        `--output=${scratch}`,
        "--ext=yaml",
        // By default, Redocly renames one of two components with the same name, and thereby its type.
        "--component-renaming-conflicts-severity=error",
      ],
      { cwd: fileURLToPath(folder) },
    );
    const outputs: Output[] = [];
    for (const name of specNames) {
      const yaml = await readFile(join(scratch, `${name}.yaml`), "utf8");
      const source = `openapi/${name}.yaml and the files it refers to`;
      const line = marker("scripts/generate/bundle.ts", source);
      const json = JSON.stringify({ "x-generated": line, ...parse(yaml) }, finite, 2);
      outputs.push(
        { path: `openapi/generated/${name}.yaml`, content: `# ${line}\n${yaml}` },
        { path: `openapi/generated/${name}.json`, content: `${json}\n` },
      );
    }
    return outputs;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** JSON has no infinite numbers: a text such as 30e33075, which Redocly does not quote, would be null. */
function finite(key: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value))
    throw new Error(`${key} would be the number ${value} in the bundle: write it in another form.`);
  return value;
}

/** Return the specs that were just bundled, without a detour to the disk. */
export function specsIn(bundles: Output[]): Specs {
  const [openapi, iam] = specNames.map((name) => {
    const json = bundles.find(({ path }) => path.endsWith(`/${name}.json`))?.content ?? "";
    // Safe: Redocly has bundled it, and lint checks it against OpenAPI and the house rules.
    return JSON.parse(json) as Spec;
  });
  if (openapi === undefined || iam === undefined) throw new Error("a spec was not bundled");
  return { openapi, iam };
}

await generator(
  import.meta.url,
  `Bundle openapi/openapi.yaml and openapi/iam.yaml, each to one YAML and one JSON file in
openapi/generated, with the decorators of openapi/redocly.yaml.`,
  () => makeBundles(new URL("openapi/", root)),
);
