import type {
  ErrorCode,
  Parameter,
  Resource,
  Operation as SpecOperation,
} from "@dis-openapi/spec/openapi.json";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { type Document, OpenAPIBackend } from "openapi-backend";
import { type Example, examplesOf, type ResponseSpec } from "./examples.js";
import type { Specs } from "./spec.js";

/** Names of the examples for errors that any operation of a spec can have. */
interface ErrorNames {
  readonly invalid: string;
  readonly failed: string;
}

/** An operation, with references resolved, its examples and what routes and validates it. */
export interface Operation extends Omit<SpecOperation, "parameters" | "responses"> {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly responses: Readonly<Record<string, ResponseSpec>>;
  readonly api: OpenAPIBackend;
  readonly errors: ErrorNames;
  /** Every example of the responses, by name, in the order of the spec. */
  readonly examples: ReadonlyMap<string, Example>;
  /** The resources of its spec, by name. */
  readonly resources: Readonly<Record<string, Resource>>;
}

export async function openOperations({ dis, iam }: Specs): Promise<Operation[]> {
  // One table serves both specs.
  const codes = dis["x-error-codes"] ?? [];
  return [
    ...(await open(dis, codes, { invalid: "DisInvalidRequest", failed: "DisInternalError" })),
    ...(await open(iam, codes, { invalid: "IamBadRequest", failed: "IamInternalError" })),
  ];
}

async function open(
  spec: Specs["dis"],
  codes: readonly ErrorCode[],
  errors: ErrorNames,
): Promise<Operation[]> {
  const api = new OpenAPIBackend({
    // The library's type demands more than OpenAPI does; lint ensures that the spec is OpenAPI.
    definition: spec as unknown as Document,
    strict: true,
    // The library's own check of a definition knows OpenAPI 3.0 only.
    quick: true,
    // Return the values of parameters by their types.
    coerceTypes: true,
    // Its own validator speaks draft-07 and knows few formats; OpenAPI 3.1 uses 2020-12.
    customizeAjv: (_, options) => formats.default(new Ajv2020({ ...options, allErrors: true })),
  });
  await api.init();
  // The library resolved the references and added path, parameters and security, which its types do
  // not show; OpenAPI and the spec's lint rules ensure the rest of the shape.
  const operations = api.getOperations() as unknown as Operation[];
  return operations.map((operation) => ({
    ...operation,
    parameters: operation.parameters ?? [],
    api,
    errors,
    examples: examplesOf(operation.responses, codes),
    resources: spec["x-resources"] ?? {},
  }));
}

export function successesOf({ examples }: Operation): Example[] {
  return [...examples.values()].filter(({ status }) => status < 300);
}
