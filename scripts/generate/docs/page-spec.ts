import type { Operation, Schema, Spec } from "../../../openapi/openapi.d.ts";
import type { Results } from "../../lib/conformance-results.ts";
import { conformanceIntroduction, conformanceText } from "../lib/conformance-text.ts";
import { methods, operationsOf } from "../lib/spec.ts";
import {
  differencesIntroduction,
  differencesTable,
  errorCodesIntroduction,
  errorCodesTable,
  openQuestionsIntroduction,
  openQuestionsTable,
} from "../lib/tables.ts";

interface Tag {
  name: string;
  "x-displayName"?: string;
  "x-traitTag"?: true;
  description?: string;
}

/** What Redoc reads and the generators of code do not. */
interface PageSchema extends Schema {
  example?: unknown;
  "x-badges"?: { name: string }[];
}

/**
 * The spec as the page shows it. It says the same as the bundle; it differs where Redoc would show
 * less of it, or show it worse.
 */
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
      // Redoc's name for the operations without a tag; it puts them last unless the tag is listed.
      { name: "" },
      {
        name: "differences",
        "x-displayName": "Where the documentation and the service differ",
        "x-traitTag": true,
        description: `${differencesIntroduction}\n\n${differencesTable(bundle)}`,
      },
      {
        name: "error-codes",
        "x-displayName": "Error codes",
        "x-traitTag": true,
        description: `${errorCodesIntroduction}\n\n${errorCodesTable(bundle)}`,
      },
      {
        name: "open-questions",
        "x-displayName": "Open questions",
        "x-traitTag": true,
        description: `${openQuestionsIntroduction}\n\n${openQuestionsTable(bundle)}`,
      },
      {
        name: "conformance",
        "x-displayName": "The official SDKs against the mock",
        "x-traitTag": true,
        description: `${conformanceIntroduction}\n\n${conformanceText(results, "###")}`,
      },
    ],
  };
}

/** The options of Redoc for this spec. */
export function redocOptions(spec: Spec): object {
  const samples = operationsOf(spec).flatMap(({ operation }) =>
    (operation["x-codeSamples"] ?? []).map(({ label }) => label),
  );
  return {
    jsonSamplesExpandLevel: "all",
    // Redoc hides the samples in a language that is not listed; the first one is shown first.
    codeSamples: { languages: [...new Set(samples)].map((label) => ({ lang: label })) },
  };
}

/**
 * Redoc folds every tag that has operations; those without one it shows at once. Its search does
 * not know the operation id, and it shows it nowhere.
 */
function showOperation(operation: Operation): void {
  delete operation.tags;
  const name = `Operation id: \`${operation.operationId}\``;
  operation.description = [operation.description, name].filter(Boolean).join("\n\n");
}

/**
 * Of an `anyOf` Redoc shows one branch at a time and names both of an open enumeration "string".
 * One list of the known values, marked as open, is what a reader needs.
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

/** Redoc knows the example of OpenAPI, and not the examples of JSON Schema. */
function showExample(field: PageSchema): void {
  const [example] = field.examples ?? [];
  if (example !== undefined && typeof example !== "object") field.example = example;
}

/** A line feed or a blank would be an empty cell. */
function visible(value: string): string {
  return value.trim() === value && value !== "" ? value : JSON.stringify(value);
}
