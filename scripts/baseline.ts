import { copyFile, readdir, writeFile } from "node:fs/promises";
import { parseOptions } from "./generate/lib/options.ts";
import { root, specNames } from "./generate/lib/spec.ts";

parseOptions(
  "Make the current bundles the release that changes are compared with.",
  "tsx scripts/baseline.ts",
);

for (const name of specNames) {
  const bundle = new URL(`openapi/generated/${name}.yaml`, root);
  await copyFile(bundle, new URL(`baseline/${name}.yaml`, root));
}
const changesets = (await readdir(new URL(".changeset/", root))).filter((file) =>
  file.endsWith(".md"),
);
await writeFile(
  new URL("baseline/changesets.txt", root),
  changesets.map((file) => `${file}\n`).join(""),
);
