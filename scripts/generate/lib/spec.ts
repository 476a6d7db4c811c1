import { readFile } from "node:fs/promises";

/** The root of the repository. Every path that a generator names is relative to it. */
export const root = new URL("../../../", import.meta.url);

interface Evidence {
  id?: string;
  source: string;
  says: string;
}

/** What a field may say about how it is known. */
export interface Annotated {
  description?: string;
  "x-evidence"?: Evidence[];
  "x-confidence"?: string;
  "x-sensitive"?: true;
}

/** The keywords that the generators read. The spec may use others. */
export interface Schema extends Annotated {
  $ref?: string;
  title?: string;
  type?: string | string[];
  format?: string;
  deprecated?: boolean;
  enum?: unknown[];
  default?: unknown;
  examples?: unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  "x-alias-of"?: string;
  "x-destination-type"?: string;
  "x-enumDescriptions"?: Record<string, string>;
}

export interface Parameter extends Annotated {
  name: string;
  in: "path" | "query" | "header" | "cookie";
  required?: boolean;
  deprecated?: boolean;
  example?: unknown;
  schema: Schema;
  "x-project"?: true;
}

export interface Reference {
  $ref: string;
}

export interface Content {
  description?: string;
  required?: boolean;
  content?: Record<string, { schema?: Schema; examples?: Record<string, Example | Reference> }>;
}

export interface Example {
  summary?: string;
  value?: unknown;
}

export interface Header extends Annotated {
  required?: boolean;
  schema?: Schema;
}

export interface Response extends Content {
  headers?: Record<string, Header | Reference>;
}

export interface Operation {
  operationId: string;
  summary?: string;
  description?: string;
  deprecated?: boolean;
  parameters?: (Parameter | Reference)[];
  requestBody?: Content | Reference;
  responses: Record<string, Response | Reference>;
  "x-waiter"?: { name: string; field: string; success: string[]; failure: string[] };
}

export const methods = ["get", "put", "post", "delete", "patch", "head"] as const;

type PathItem = { [method in (typeof methods)[number]]?: Operation } & {
  parameters?: (Parameter | Reference)[];
};

export interface Server {
  url: string;
  variables?: Record<string, { default: string; enum?: string[] }>;
}

export interface Difference {
  id: string;
  severity: string;
  title: string;
  fields?: string[];
  evidence?: Evidence[];
  decision: string;
}

interface ErrorCode {
  code: string;
  aliases?: string[];
  producer: string;
  status: number[];
  meaning: string;
  advice?: string;
  class?: string;
  confidence: string;
}

/** What of a live answer would settle an open question: one of these. */
export interface Settling {
  present?: string[];
  form?: string[];
  digits?: string[];
  values?: string[];
  /** Only where a field beside those above has this value. */
  when?: { field: string; is: string };
  answerTo?: "missingTask";
  body?: string;
  host?: "unlisted";
}

interface OpenQuestion {
  id: string;
  asks: string;
  differences?: string[];
  settledBy: Settling[];
}

/** A bundled spec: every `$ref` points into the document itself. */
export interface Spec {
  info: { title: string; version: string };
  servers?: Server[];
  paths: Record<string, PathItem>;
  components?: {
    schemas?: Record<string, Schema>;
    parameters?: Record<string, Parameter>;
    headers?: Record<string, Header>;
    responses?: Record<string, Response>;
    requestBodies?: Record<string, Content>;
    examples?: Record<string, Example>;
    securitySchemes?: Record<string, Annotated & { type: string; in?: string; name?: string }>;
  };
  "x-differences"?: Difference[];
  "x-error-codes"?: ErrorCode[];
  "x-open-questions"?: OpenQuestion[];
}

/** The specs there are, by the name of their root file and of their bundle. */
export const specNames = ["openapi", "iam"] as const;

/**
 * Reads a bundle.
 *
 * @throws Error when the bundle was not made yet.
 */
export async function readSpec(name: (typeof specNames)[number]): Promise<Spec> {
  const path = `openapi/generated/${name}.json`;
  const text = await readFile(new URL(path, root), "utf8").catch((cause: unknown) => {
    throw new Error(`${path} cannot be read. "npm run generate" makes it.`, { cause });
  });
  // Safe as far as lint goes: nothing is bundled that Redocly has not checked against OpenAPI 3.1
  // and the house rules against the extensions.
  return JSON.parse(text) as Spec;
}

/** Where a `$ref` of a bundle points: the kind of component and its name. */
export function parseRef(ref: string): { kind: string; name: string } {
  const [, kind, name] = /^#\/components\/([A-Za-z]+)\/([^/]+)$/.exec(ref) ?? [];
  if (kind === undefined || name === undefined) {
    throw new Error(
      `${ref} does not point to a component. Give what it points to a file of its own.`,
    );
  }
  return { kind, name };
}

/** Follows a `$ref` to a component of the given kind, when there is one. */
export function resolve<T extends object>(
  spec: Spec,
  kind: keyof NonNullable<Spec["components"]>,
  node: T | Reference,
): T {
  if (!("$ref" in node) || typeof node.$ref !== "string") {
    // Safe: a node is a reference exactly when it has a `$ref`.
    return node as T;
  }
  const ref = parseRef(node.$ref);
  const target = ref.kind === kind ? spec.components?.[kind]?.[ref.name] : undefined;
  if (target === undefined) throw new Error(`${node.$ref} is no component of the kind ${kind}.`);
  // Safe: the kind decides the type, and the callers name both together.
  return target as unknown as T;
}

/** One operation with everything that its path contributes. */
export interface OperationEntry {
  path: string;
  method: string;
  operation: Operation;
  /** Resolved; a parameter of the operation replaces the path's of the same name and place. */
  parameters: Parameter[];
}

/** The operations in the order of the spec. */
export function operationsOf(spec: Spec): OperationEntry[] {
  return Object.entries(spec.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      if (operation === undefined) return [];
      const parameters = new Map(
        [...(item.parameters ?? []), ...(operation.parameters ?? [])]
          .map((node) => resolve<Parameter>(spec, "parameters", node))
          .map((parameter) => [`${parameter.in} ${parameter.name}`, parameter]),
      );
      return [
        { path, method: method.toUpperCase(), operation, parameters: [...parameters.values()] },
      ];
    }),
  );
}

/** The headers of all responses, by the name they have on the wire. */
export function headersOf(spec: Spec): [name: string, header: Header][] {
  return [
    ...Object.values(spec.components?.responses ?? {}),
    ...operationsOf(spec).flatMap(({ operation }) => Object.values(operation.responses)),
  ]
    .flatMap((node) => Object.entries(resolve<Response>(spec, "responses", node).headers ?? {}))
    .map(([name, node]) => [name, resolve<Header>(spec, "headers", node)]);
}
