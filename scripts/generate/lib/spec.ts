import { readFile } from "node:fs/promises";
import type {
  Components,
  Header,
  Method,
  Operation,
  Parameter,
  Reference,
  Response,
  Spec,
} from "../../../openapi/openapi.d.ts";

/** The root of the repository. Every path that a generator names is relative to it. */
export const root = new URL("../../../", import.meta.url);

export const methods = [
  "get",
  "put",
  "post",
  "delete",
  "patch",
  "head",
] as const satisfies Method[];

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
  kind: keyof Components,
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
