import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse, stringify } from "yaml";
import { copySpec, type Edits, lintEach } from "../../../../openapi/test/lint.js";
import { makeBundles } from "../../../../scripts/generate/lib/bundle.ts";
import { openValues } from "../../../../scripts/generate/lib/enumerations.ts";
import { differencesTable } from "../../../../scripts/generate/lib/tables.ts";
import { makeTypes } from "../../../../scripts/generate/lib/types.ts";
import { root } from "./samples.js";

const source = fileURLToPath(new URL("openapi", root));

/** What is wrong with a schema that is shown as an open enumeration. */
export async function enumerationProblem(code: string): Promise<string | undefined> {
  const schema = parse(code);
  const values = openValues(schema);
  if (values === undefined) return "the generators see no open enumeration";
  const isValid = new Ajv2020({ strict: false }).compile(schema);
  const refused = [...values, "A VALUE OF TOMORROW"].filter((value) => !isValid(value));
  return refused.length > 0 ? `refuses ${refused.join(", ")}` : undefined;
}

/**
 * Goes the walk of CONTRIBUTING.md, in a copy of the spec, with the field that it shows: lint has to
 * refuse it until the register lists it, and then it has to be wherever the walk says.
 */
export async function walkProblem(code: string): Promise<string | undefined> {
  const fields: Record<string, { description: string }> = parse(code);
  const [name = "", { description = "" } = {}] = Object.entries(fields)[0] ?? [];
  const lines = code.replace(/^(?=.)/gm, "  ");
  const added: Edits = {
    "components/schemas/PartitionResult.yaml": ["properties:\n", `properties:\n${lines}\n`],
  };
  const first = "    - PartitionResult.partitionId\n";
  const listed: Edits = {
    ...added,
    "differences.yaml": [first, `    - PartitionResult.${name}\n${first}`],
  };
  const problems = await lintEach(source, "openapi", { added, listed });
  const [refusal, ...others] = problems.added;
  if (refusal?.rule !== "house/evidence-complete" || others.length > 0) {
    return `lint says of the field alone: ${JSON.stringify(problems.added)}`;
  }
  if (problems.listed.length > 0) return `lint says: ${JSON.stringify(problems.listed)}`;

  const spec = await bundleOf(listed);
  const types = await makeTypes(spec);
  const comment = new RegExp(`\\* ${description}[^/]*\\*/\\s+${name}\\?: number;`);
  if (!comment.test(types)) return `the types have no ${name} with its description`;
  const isListed = differencesTable(spec).includes(`\`PartitionResult.${name}\``);
  return isListed ? undefined : `the table of differences has no PartitionResult.${name}`;
}

async function bundleOf(edits: Edits) {
  const folder = mkdtempSync(join(tmpdir(), "dis-openapi-walk-"));
  try {
    copySpec(source, folder, edits);
    // The rules are not in the copy.
    const config = parse(readFileSync(join(source, "redocly.yaml"), "utf8"));
    const plugins = [join(source, "rules/index.js")];
    writeFileSync(join(folder, "redocly.yaml"), stringify({ ...config, plugins }));
    const bundles = await makeBundles(pathToFileURL(`${folder}/`));
    const json = bundles.find(({ path }) => path.endsWith("openapi.json"));
    return JSON.parse(json?.content ?? "");
  } finally {
    rmSync(folder, { recursive: true });
  }
}
