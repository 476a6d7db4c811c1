import { readFile } from "node:fs/promises";
import { codeClasses, destinations, errorCodes, sensitive, servers, waiters } from "./lib/data.ts";
import { jsdoc } from "./lib/jsdoc.ts";
import { literal, makeDescriptors, makeSignatures } from "./lib/operations.ts";
import { generator, marker, type Output } from "./lib/output.ts";
import { readSpecs, root, type Specs } from "./lib/spec.ts";

const folder = "packages/client/src/generated";

/** Make the modules that tell the client about the API, and its own version. */
export async function clientModules({ openapi: dis, iam }: Specs): Promise<Output[]> {
  const { code, imports } = makeSignatures(dis);
  const descriptors = makeDescriptors(dis, "operations");
  const types = ["OperationDescriptor", "ParameterDescriptor"].filter(
    (type) => descriptors.includes(`satisfies ${type}`) || descriptors.includes(`, ${type}>`),
  );
  return [
    file("operations", "openapi/openapi.yaml and the files it refers to", [
      `import type { ${imports.join(", ")} } from "@dis-openapi/types";
import type { ${types.join(", ")} } from "../descriptor.js";
import type { CallOptions, WithResponse } from "../operation.js";\n`,
      descriptors,
      code,
    ]),
    // A module of its own, so that programs without IAM do not bundle it.
    file("iam", "openapi/iam.yaml and the files it refers to", [
      'import type { OperationDescriptor } from "../descriptor.js";\n',
      makeDescriptors(iam, "iamOperations"),
    ]),
    file("data", "the x- extensions in openapi", [
      `import type { DestinationDescriptor, ServerDescriptor } from "../descriptor.js";\n`,
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
    ]),
    file("waiters", "x-waiters in openapi/paths", [
      'import { createWaiter } from "../waiter.js";\n',
      ...Object.entries(waiters(dis)).map(([name, waiter]) => makeWaiter(name, waiter)),
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

function makeWaiter(name: string, waiter: ReturnType<typeof waiters>[string]): string {
  const { operation, field, success, failure, successClass } = waiter;
  const codes = (values: readonly string[]) => values.map((value) => `\`${value}\``).join(", ");
  const ends =
    successClass === undefined
      ? `until \`${field}\` is ${codes(success)}, and return its result`
      : `until it fails with a code of the class \`${successClass}\``;
  const comment = [
    `Repeat \`${operation}\` ${ends}.`,
    failure.length > 0
      ? ` In the states ${codes(failure)} the wait fails; in all others it goes on.`
      : "",
    "\n\n@throws DisWaitError for a state that fails it and when the time is up, with the states seen;\n  DisConfigError for a wrong option; otherwise what the query throws.",
  ].join("");
  return `${jsdoc([comment])}export const ${name} = /* @__PURE__ */ createWaiter(${literal(waiter)});\n`;
}
