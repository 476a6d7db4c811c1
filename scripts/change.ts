import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { changesBetween } from "../openapi/rules/diff.ts";
import { baseline, changesetsBesides, commit } from "./change/base.ts";
import { formats, type Row, reportOf, rowOf } from "./change/report.ts";
import { makeBundles } from "./generate/bundle.ts";
import { fail, parseOptions } from "./generate/lib/options.ts";
import { root, specNames } from "./generate/lib/spec.ts";

const { base: ref, format = "text" } = parseOptions(
  `Grade what changed in the spec since the last release, or since a commit, and check that a
changeset asks for the version that it needs.`,
  "npm run change -- [--base REF] [--format text|markdown|json]",
  { base: { type: "string" }, format: { type: "string" } },
);
if (!isFormat(format)) fail(`--format must be text, markdown or json, not "${format}"`);

const base = ref === undefined ? await baseline() : await commit(ref);
const folder = await mkdtemp(join(tmpdir(), "dis-openapi-change-"));
try {
  const bundles = await makeBundles(new URL("openapi/", root));
  const rows = await Promise.all(
    specNames.map(async (name): Promise<Row[]> => {
      const [before, after] = [join(folder, `${name}-before.yaml`), join(folder, `${name}.yaml`)];
      const bundle = bundles.find(({ path }) => path.endsWith(`/${name}.yaml`));
      await Promise.all([
        writeFile(before, base.bundles[name]),
        writeFile(after, bundle?.content ?? ""),
      ]);
      return (await changesBetween(before, after)).map((change) => rowOf(name, change));
    }),
  );
  // Safe: it is a bundle, which lint has checked.
  const { info } = parse(base.bundles.openapi) as { info: { version: string } };
  const changesets = await changesetsBesides(base.changesets);
  const report = reportOf(base, info.version, rows.flat(), changesets);
  console.log(formats[format](report));
  if (report.problem !== undefined) throw new Error(report.problem);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

function isFormat(name: string): name is keyof typeof formats {
  return Object.hasOwn(formats, name);
}
