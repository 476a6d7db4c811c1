import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { marker, type Output } from "./output.ts";
import { specNames } from "./spec.ts";
import { capture } from "./tools.ts";

/**
 * Bundles the specs of a folder with its redocly.yaml, each to YAML and to JSON.
 *
 * @throws Error with what Redocly says when a reference leads nowhere or two components share a name.
 */
export async function makeBundles(folder: URL): Promise<Output[]> {
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
        // Otherwise one of two components of the same name gets another one, and with it the types.
        "--component-renaming-conflicts-severity=error",
      ],
      { cwd: folder },
    );
    const outputs: Output[] = [];
    for (const name of specNames) {
      const yaml = await readFile(join(scratch, `${name}.yaml`), "utf8");
      const line = marker(
        "scripts/generate/bundle.ts",
        `openapi/${name}.yaml and the files it refers to`,
      );
      const json = JSON.stringify({ "x-generated": line, ...parse(yaml) }, undefined, 2);
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
