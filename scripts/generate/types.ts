import { makeEnumerations } from "./lib/enumerations.ts";
import { generator, marker, type Output } from "./lib/output.ts";
import { readSpecs, type Specs, specNames } from "./lib/spec.ts";
import { makeTypes } from "./lib/types.ts";

const folder = "packages/types/src/generated";

/** Make the modules of the types and of the enumerations of each spec. */
export async function typeModules(specs: Specs): Promise<Output[]> {
  const outputs: Output[] = [];
  for (const name of specNames) {
    const source = `openapi/${name}.yaml and the files it refers to`;
    const line = `// ${marker("scripts/generate/types.ts", source)}\n\n`;
    outputs.push(
      { path: `${folder}/${name}.ts`, content: line + (await makeTypes(specs[name])) },
      { path: `${folder}/${name}-enums.ts`, content: line + makeEnumerations(specs[name]) },
    );
  }
  return outputs;
}

await generator(
  import.meta.url,
  `Write the types and the enumerations of both specs to ${folder}, from openapi/generated.`,
  async () => typeModules(await readSpecs()),
);
