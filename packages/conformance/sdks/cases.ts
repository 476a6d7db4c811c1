import type { Schema, Spec } from "../../../openapi/openapi.d.cts";
import type { CaseResult } from "../../../scripts/generate/lib/results.ts";
import { operationsOf, parseRef } from "../../../scripts/generate/lib/spec.ts";
import { examplesOf } from "../lib/examples.ts";

/** Names of the cases in which the request is wrong. */
const tamperings = {
  signature: "a digit of the signature changed",
  path: "the path changed",
  clock: "the clock 16 minutes off",
  key: "an unknown key",
};

/** One response that every reader receives. */
export interface Case {
  readonly kind: CaseResult["kind"];
  readonly name: string;
  /** Name of the example that the mock returns, and the value that must arrive. */
  readonly example: string;
  readonly value: unknown;
  /** How the body differs from the example's. */
  readonly rewrite?: (body: unknown) => unknown;
  readonly tampering?: keyof typeof tamperings;
}

/**
 * Return every example of the query's responses; fields that may be a number or a string, as both;
 * every example of the look-up of a project; and requests that must be refused.
 */
export function casesOf(dis: Spec, iam: Spec): Case[] {
  const responses = namedExamples(dis, "showTransferTask");
  const refused = responses.find(({ name }) => name === "GatewayUnauthorized");
  if (refused === undefined) throw new Error("The spec has no example GatewayUnauthorized.");
  return [
    ...responses.map(({ name, value }) => ({ kind: "query" as const, name, example: name, value })),
    ...otherTypes(dis, responses),
    ...namedExamples(iam, "listProjects").map(({ name, value }) => ({
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

function namedExamples(spec: Spec, operationId: string): Named[] {
  const found = operationsOf(spec).find(({ operation }) => operation.operationId === operationId);
  const examples = found ? [...examplesOf(spec, found.operation)] : [];
  if (examples.length === 0) throw new Error(`The spec has no examples of ${operationId}.`);
  return examples.map(([name, value]) => ({ name, value }));
}

/**
 * Return the examples with their number-or-string fields in the other type, as far as no example
 * before shows the field in that type.
 */
function otherTypes(spec: Spec, examples: readonly Named[]): Case[] {
  const fields = numbersOrStrings(spec);
  const seen = new Set(examples.flatMap(({ value }) => uses(value, fields)));
  return examples.flatMap(({ name, value }) => {
    const other = flip(value, fields);
    const found = uses(other, fields).filter((use) => !seen.has(use));
    if (found.length === 0) return [];
    for (const use of found) seen.add(use);
    const shown = new Set(found.map((use) => use.replace(/^.*\./, "")));
    return {
      kind: "query" as const,
      name: `${name} with ${[...shown].join(", ")}`,
      example: name,
      value: other,
      rewrite: (body: unknown) => flip(body, fields),
    };
  });
}

/** Names of the fields whose schema has both types. */
function numbersOrStrings(spec: Spec): Set<string> {
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

/** Return each use of such a field: its path and its type. */
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
