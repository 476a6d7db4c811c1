import { readFile } from "node:fs/promises";
import { codeClasses, destinations, errorCodes, sensitive, servers, waiters } from "./lib/data.ts";
import { literal, makeDescriptors, makeSignatures } from "./lib/operations.ts";
import { generator, marker, type Output } from "./lib/output.ts";
import { readSpecs, root, type Specs } from "./lib/spec.ts";

const folder = "packages/client/src/generated";

/** Make the modules that tell the client about the API, and its own version. */
export async function clientModules({ openapi: dis, iam }: Specs): Promise<Output[]> {
  const { code, imports } = makeSignatures(dis);
  return [
    file("operations", "openapi/openapi.yaml and the files it refers to", [
      `import type { ${imports.join(", ")} } from "@dis-openapi/types";
import type { CallOptions, WithResponse } from "../operation.js";
import type { OperationDescriptor } from "../descriptor.js";\n`,
      makeDescriptors(dis, "operations"),
      code,
    ]),
    // A module of its own, so that programs without IAM do not bundle it.
    file("iam", "openapi/iam.yaml and the files it refers to", [
      'import type { OperationDescriptor } from "../descriptor.js";\n',
      makeDescriptors(iam, "iamOperations"),
    ]),
    file("data", "the x- extensions in openapi", [
      `import type { DestinationDescriptor, ServerDescriptor, WaiterDescriptor } from "../descriptor.js";\n`,
      constant(
        "The field of a task that describes its destination, for each type of destination.",
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
        "Names of the fields, parameters and headers whose values are secrets.",
        "sensitive",
        sensitive([dis, iam]),
        "readonly string[]",
      ),
      constant(
        "The error codes that the client acts on.",
        "codeClasses",
        codeClasses(dis),
        "Record<string, readonly string[]>",
      ),
      constant(
        "For each waiter, the operation to repeat and the values that end the wait.",
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
      "/** A code of {@link errorCodes}. Responses may carry others. */\nexport type KnownErrorCode = keyof typeof errorCodes;\n",
    ]),
    file("version", "packages/client/package.json", [
      constant("Version of this package.", "version", await packageVersion(), "string"),
    ]),
  ];
}

/** Return the version of the client, to which Changesets ties the other packages. */
async function packageVersion(): Promise<unknown> {
  const manifest = await readFile(new URL("packages/client/package.json", root), "utf8");
  return JSON.parse(manifest).version;
}

await generator(
  import.meta.url,
  `Write what the client knows about the API to ${folder}, from openapi/generated.`,
  async () => clientModules(await readSpecs()),
);

function file(name: string, source: string, parts: string[]): Output {
  return {
    path: `${folder}/${name}.ts`,
    content: [`// ${marker("scripts/generate/client.ts", source)}\n`, ...parts].join("\n"),
  };
}

function constant(comment: string, name: string, value: unknown, type: string): string {
  return `/** ${comment} */\nexport const ${name} = ${literal(value)} as const satisfies ${type};\n`;
}
