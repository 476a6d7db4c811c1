import { codeClasses, destinations, errorCodes, sensitive, servers, waiters } from "./lib/data.ts";
import { literal, makeDescriptors, makeSignatures } from "./lib/operations.ts";
import { generator, marker } from "./lib/output.ts";
import { readSpec } from "./lib/spec.ts";

const folder = "packages/client/src/generated";

await generator(
  "scripts/generate/client.ts",
  `Writes what the client knows of the API to ${folder}, from openapi/generated.`,
  async () => {
    const [dis, iam] = await Promise.all([readSpec("openapi"), readSpec("iam")]);
    const { code, imports } = makeSignatures(dis);
    return [
      file("operations", "openapi/openapi.yaml and the files it refers to", [
        `import type { ${imports.join(", ")} } from "@dis-openapi/types";
import type { CallOptions, WithResponse } from "../operation.js";
import type { OperationDescriptor } from "../descriptor.js";\n`,
        makeDescriptors(dis, "operations"),
        code,
      ]),
      // Apart, so that a program that does not use IAM does not carry it.
      file("iam", "openapi/iam.yaml and the files it refers to", [
        'import type { OperationDescriptor } from "../descriptor.js";\n',
        makeDescriptors(iam, "iamOperations"),
      ]),
      file("data", "the x- extensions in openapi", [
        `import type { DestinationDescriptor, ServerDescriptor, WaiterDescriptor } from "../descriptor.js";\n`,
        constant(
          "Where the description of a destination stands in a task, for each type of destination.",
          "destinations",
          destinations(dis),
          "Record<string, DestinationDescriptor>",
        ),
        constant(
          "The hosts of the service and of its IAM, and the regions they are for.",
          "servers",
          servers(dis, iam),
          "readonly ServerDescriptor[]",
        ),
        constant(
          "The names of fields, parameters and headers whose values are secrets.",
          "sensitive",
          sensitive([dis, iam]),
          "readonly string[]",
        ),
        constant(
          "The error codes that a client decides by.",
          "codeClasses",
          codeClasses(dis),
          "Record<string, readonly string[]>",
        ),
        constant(
          "What ends the wait for a state.",
          "waiters",
          waiters(dis),
          "Record<string, WaiterDescriptor>",
        ),
      ]),
      file("error-codes", "openapi/error-codes.yaml", [
        'import type { ErrorCodeDescriptor } from "../descriptor.js";\n',
        constant(
          "The known error codes of the service, of the gateway in front of it and of IAM.",
          "errorCodes",
          errorCodes(dis),
          "Record<string, ErrorCodeDescriptor>",
        ),
        "/** A code that is in {@link errorCodes}. Others may come. */\nexport type KnownErrorCode = keyof typeof errorCodes;\n",
      ]),
    ];
  },
);

function file(name: string, source: string, parts: string[]) {
  return {
    path: `${folder}/${name}.ts`,
    content: [`// ${marker("scripts/generate/client.ts", source)}\n`, ...parts].join("\n"),
  };
}

function constant(comment: string, name: string, value: unknown, type: string): string {
  return `/** ${comment} */\nexport const ${name} = ${literal(value)} as const satisfies ${type};\n`;
}
