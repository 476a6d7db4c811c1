import type { Example, Response, Schema, Spec } from "../../../openapi/openapi.d.ts";
import { operationsOf, parseRef, resolve } from "../../../scripts/generate/lib/spec.ts";
import type { CaseResult } from "../../../scripts/lib/conformance-results.ts";

/** What is wrong with a call, in words. */
const tamperings = {
  signature: "a digit of the signature changed",
  path: "the path changed",
  clock: "the clock 16 minutes off",
  key: "an unknown key",
};

/** One answer that every reader is given. */
export interface Case {
  readonly kind: CaseResult["kind"];
  readonly name: string;
  /** Name of the example that the mock answers with, and its value as it is to arrive. */
  readonly example: string;
  readonly value: unknown;
  /** How the body differs from the example's. */
  readonly rewrite?: (body: unknown) => unknown;
  readonly tampering?: keyof typeof tamperings;
}

/**
 * Every example of the query's answers; of its fields that may come as number or text, both; every
 * example of the look-up of a project; and calls that have to be refused.
 */
export function casesOf(dis: Spec, iam: Spec): Case[] {
  const answers = examplesOf(dis, "showTransferTask");
  const refused = answers.find(({ name }) => name === "GatewayUnauthorized");
  if (refused === undefined) throw new Error("The spec has no example GatewayUnauthorized.");
  return [
    ...answers.map(({ name, value }) => ({ kind: "answer" as const, name, example: name, value })),
    ...otherTypes(dis, answers),
    ...examplesOf(iam, "listProjects").map(({ name, value }) => ({
      kind: "lookup" as const,
      name,
      example: name,
      value,
    })),
    ...Object.entries(tamperings).map(([tampering, name]) => ({
      kind: "refusal" as const,
      name,
      example: refused.name,
      value: refused.value,
      // Safe: the keys of a constant are its own.
      tampering: tampering as keyof typeof tamperings,
    })),
  ];
}

interface Named {
  readonly name: string;
  readonly value: unknown;
}

/** The examples of all responses, each once. */
function examplesOf(spec: Spec, operationId: string): Named[] {
  const found = new Map<string, unknown>();
  const { operation } =
    operationsOf(spec).find(({ operation }) => operation.operationId === operationId) ?? {};
  for (const node of Object.values(operation?.responses ?? {})) {
    const { content = {} } = resolve<Response>(spec, "responses", node);
    for (const [name, example] of Object.entries(content["application/json"]?.examples ?? {})) {
      found.set(name, resolve<Example>(spec, "examples", example).value);
    }
  }
  if (found.size === 0) throw new Error(`The spec has no examples of ${operationId}.`);
  return [...found].map(([name, value]) => ({ name, value }));
}

/**
 * The examples with a field that the spec lets come as a number or as text, in the type that it does
 * not have there; those that show no field in a type that none before them has are left out.
 */
function otherTypes(spec: Spec, examples: readonly Named[]): Case[] {
  const fields = numbersOrTexts(spec);
  const seen = new Set(examples.flatMap(({ value }) => uses(value, fields)));
  return examples.flatMap(({ name, value }) => {
    const other = flip(value, fields);
    const found = uses(other, fields).filter((use) => !seen.has(use));
    if (found.length === 0) return [];
    for (const use of found) seen.add(use);
    const shown = new Set(found.map((use) => use.replace(/^.*\./, "")));
    return {
      kind: "answer" as const,
      name: `${name} with ${[...shown].join(", ")}`,
      example: name,
      value: other,
      rewrite: (body: unknown) => flip(body, fields),
    };
  });
}

/** The names of the fields whose schema has both types. */
function numbersOrTexts(spec: Spec): Set<string> {
  const schemas = Object.values(spec.components?.schemas ?? {});
  const named = schemas.flatMap(({ properties = {} }) => Object.entries(properties));
  return new Set(named.filter(([, schema]) => hasBoth(spec, schema)).map(([name]) => name));
}

function hasBoth(spec: Spec, schema: Schema): boolean {
  const { $ref, type } = schema;
  if ($ref !== undefined) {
    const target = spec.components?.schemas?.[parseRef($ref).name];
    return target !== undefined && hasBoth(spec, target);
  }
  return Array.isArray(type) && type.includes("integer") && type.includes("string");
}

/** Each use of such a field, with its path and its type. */
function uses(value: unknown, fields: ReadonlySet<string>, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    fields.has(key)
      ? `${path}.${key} as ${typeof inner === "number" ? "integer" : "string"}`
      : uses(inner, fields, `${path}.${key}`),
  );
}

function flip(value: unknown, fields: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((entry) => flip(entry, fields));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (!fields.has(key)) return [key, flip(inner, fields)];
      return [key, typeof inner === "number" ? String(inner) : Number(inner)];
    }),
  );
}
