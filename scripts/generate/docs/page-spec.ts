import type { Operation, Schema, Spec } from "../../../openapi/openapi.d.cts";
import { conformance } from "../lib/conformance.ts";
import type { Results } from "../lib/results.ts";
import { methods, operationsOf } from "../lib/spec.ts";
import { differences, errorCodes, openQuestions, type Section } from "../lib/tables.ts";

interface Tag {
  name: string;
  "x-displayName"?: string;
  "x-traitTag"?: true;
  description?: string;
}

/** What Redoc reads beyond the bundle's own schema. */
interface PageSchema extends Schema {
  example?: unknown;
  "x-badges"?: { name: string }[];
}

/** Return the spec for the page: the bundle, changed where Redoc would hide or garble something. */
export function pageSpec(bundle: Spec, results: Results): Spec & { tags: Tag[] } {
  const spec = structuredClone(bundle);
  for (const item of Object.values(spec.paths)) {
    for (const method of methods) {
      if (item[method] !== undefined) showOperation(item[method]);
    }
  }
  for (const schema of Object.values(spec.components?.schemas ?? {})) {
    showOpenEnum(schema);
    for (const field of [schema, ...Object.values(schema.properties ?? {})]) showExample(field);
  }
  return {
    ...spec,
    tags: [
      // Redoc's name for operations without a tag, which it would put last.
      { name: "" },
      tag("differences", differences(bundle)),
      tag("error-codes", errorCodes(bundle)),
      tag("open-questions", openQuestions(bundle)),
      tag("conformance", conformance(results, "###")),
    ],
  };
}

function tag(name: string, { title, text }: Section): Tag {
  return { name, "x-displayName": title, "x-traitTag": true, description: text };
}

/** Return Redoc's options for this spec. */
export function redocOptions(spec: Spec): object {
  const samples = operationsOf(spec).flatMap(({ operation }) =>
    (operation["x-codeSamples"] ?? []).map(({ label }) => label),
  );
  return {
    jsonSamplesExpandLevel: "all",
    // Redoc hides samples in languages that are not listed, and shows the first one.
    codeSamples: { languages: [...new Set(samples)].map((label) => ({ lang: label })) },
  };
}

/**
 * Remove the tags, since Redoc folds every tag that has operations, and add the operation id, which
 * Redoc neither shows nor finds.
 */
function showOperation(operation: Operation): void {
  delete operation.tags;
  const name = `Operation id: \`${operation.operationId}\``;
  operation.description = [operation.description, name].filter(Boolean).join("\n\n");
}

/**
 * Replace the `anyOf` of an open enumeration, of which Redoc shows one branch at a time, both named
 * "string", with one list of the known values, marked as open.
 */
function showOpenEnum(schema: PageSchema): void {
  const [known, other, ...more] = schema.anyOf ?? [];
  const values = known?.["x-enumDescriptions"];
  if (values === undefined || other?.type !== "string" || more.length > 0) return;
  delete schema.anyOf;
  schema.type = "string";
  schema["x-badges"] = [{ name: "open list" }];
  schema["x-enumDescriptions"] = Object.fromEntries(
    Object.entries(values).map(([value, text]) => [visible(value), text]),
  );
}

/** Set `example`, since Redoc does not read JSON Schema's `examples`. */
function showExample(field: PageSchema): void {
  const [example] = field.examples ?? [];
  if (example !== undefined && typeof example !== "object") field.example = example;
}

/** Quote white space, which would be an empty cell. */
function visible(value: string): string {
  return value.trim() === value && value !== "" ? value : JSON.stringify(value);
}
