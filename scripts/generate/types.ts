import { makeEnums } from "./lib/enums.ts";
import { generator, marker, type Output } from "./lib/output.ts";
import { readSpec, specNames } from "./lib/spec.ts";
import { makeTypes } from "./lib/types.ts";

const folder = "packages/types/src/generated";

await generator(
  "scripts/generate/types.ts",
  `Writes the types and the enumerations of both specs to ${folder}, from openapi/generated.`,
  async () => {
    const outputs: Output[] = [];
    for (const name of specNames) {
      const spec = await readSpec(name);
      const line = marker(
        "scripts/generate/types.ts",
        `openapi/${name}.yaml and the files it refers to`,
      );
      outputs.push(
        { path: `${folder}/${name}.ts`, content: `// ${line}\n\n${await makeTypes(spec)}` },
        { path: `${folder}/${name}-enums.ts`, content: `// ${line}\n\n${makeEnums(spec)}` },
      );
    }
    return outputs;
  },
);
