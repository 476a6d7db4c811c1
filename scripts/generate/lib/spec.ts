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
} from "../../../openapi/openapi.d.cts";

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

/** The names of the specs: of their root files and of their bundles. */
export const specNames = ["openapi", "iam"] as const;

type SpecName = (typeof specNames)[number];
export type Specs = Record<SpecName, Spec>;

/** Read both bundles. */
export async function readSpecs(): Promise<Specs> {
  const [openapi, iam] = await Promise.all([readSpec("openapi"), readSpec("iam")]);
  return { openapi, iam };
}

/**
 * Read a bundle.
 *
 * @throws Error when it does not exist yet.
 */
export async function readSpec(name: SpecName): Promise<Spec> {
  const path = `openapi/generated/${name}.json`;
  const text = await readFile(new URL(path, root), "utf8").catch((cause: unknown) => {
    throw new Error(`${path} cannot be read. Make it with "npm run generate".`, { cause });
  });
  // Safe: nothing is bundled before lint has checked it against OpenAPI and the house rules.
  return JSON.parse(text) as Spec;
}

/** Return where a `$ref` of a bundle points: the kind of component and its name. */
export function parseRef(ref: string): { kind: string; name: string } {
  const [, kind, name] = /^#\/components\/([A-Za-z]+)\/([^/]+)$/.exec(ref) ?? [];
  if (kind === undefined || name === undefined) {
    throw new Error(
      `${ref} must point to a component. Move its target to a file of its own in openapi/components.`,
    );
  }
  return { kind, name };
}

/** Follow a `$ref` to a component of the given kind. Return a node without `$ref` unchanged. */
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
  if (target === undefined)
    throw new Error(`${node.$ref} does not exist, or is not in components/${kind}.`);
  // Safe: the kind decides the type, and the callers name both together.
  return target as unknown as T;
}

/** An operation with everything that its path contributes. */
export interface OperationEntry {
  path: string;
  method: string;
  operation: Operation;
  /** Resolved; a parameter of the operation replaces the path's of the same name and place. */
  parameters: Parameter[];
}

/** Return the operations in the order of the spec. */
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

/** Return the headers of all responses, by their names on the wire. */
export function headersOf(spec: Spec): [name: string, header: Header][] {
  return [
    ...Object.values(spec.components?.responses ?? {}),
    ...operationsOf(spec).flatMap(({ operation }) => Object.values(operation.responses)),
  ]
    .flatMap((node) => Object.entries(resolve<Response>(spec, "responses", node).headers ?? {}))
    .map(([name, node]) => [name, resolve<Header>(spec, "headers", node)]);
}
