import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { type Document, OpenAPIBackend } from "openapi-backend";
import { type ErrorCode, type Example, examplesOf, type ResponseSpec } from "./examples.js";
import { at } from "./json.js";
import type { Specs } from "./spec.js";

/** What the mock reads of an operation, with references resolved. */
interface OperationSpec {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly example?: unknown;
    readonly "x-project"?: boolean;
  }[];
  readonly security: readonly Readonly<Record<string, unknown>>[];
  readonly responses: Readonly<Record<string, ResponseSpec>>;
  readonly "x-waiter"?: { readonly field: string };
}

/** Names of the examples for errors that any operation of a spec can have. */
interface ErrorNames {
  readonly invalid: string;
  readonly failed: string;
}

/** An operation with its examples and the library that routes and validates it. */
export interface Operation extends OperationSpec {
  readonly api: OpenAPIBackend;
  readonly errors: ErrorNames;
  /** Every example of the responses, by name, in the order of the spec. */
  readonly examples: ReadonlyMap<string, Example>;
}

export async function openOperations(specs: Specs): Promise<Operation[]> {
  // One table serves both specs. The type of a document knows no extensions; the spec's lint rules
  // ensure the shape.
  const { "x-error-codes": codes } = specs.dis as unknown as { "x-error-codes": ErrorCode[] };
  return [
    ...(await open(specs.dis, codes, { invalid: "DisInvalidRequest", failed: "DisInternalError" })),
    ...(await open(specs.iam, codes, { invalid: "IamBadRequest", failed: "IamInternalError" })),
  ];
}

async function open(
  definition: Document,
  codes: readonly ErrorCode[],
  errors: ErrorNames,
): Promise<Operation[]> {
  const api = new OpenAPIBackend({
    definition,
    strict: true,
    // The library's own check of a definition knows OpenAPI 3.0 only.
    quick: true,
    // Its own validator speaks draft-07 and knows few formats; OpenAPI 3.1 uses 2020-12.
    customizeAjv: (_, options) => formats.default(new Ajv2020({ ...options, allErrors: true })),
  });
  await api.init();
  // The library resolved the references, which its types do not show; OpenAPI and the spec's lint
  // rules ensure the rest of the shape.
  const operations = api.getOperations() as unknown as OperationSpec[];
  return operations.map((operation) => ({
    ...operation,
    api,
    errors,
    examples: examplesOf(operation.responses, codes),
  }));
}

export function successesOf({ examples }: Operation): Example[] {
  return [...examples.values()].filter(({ status }) => status < 300);
}

/** Return the values that the spec lists for the field that a waiter watches. */
export function statesOf({ responses, "x-waiter": waiter }: Operation): string[] {
  if (!waiter) return [];
  const schema = at(responses["200"]?.content?.["application/json"], "schema");
  const branches = at(schema, "properties", waiter.field, "anyOf");
  const listed = Array.isArray(branches) ? branches.map((branch) => at(branch, "enum")) : [];
  return listed.flat().filter((value) => typeof value === "string");
}
