import { stringify } from "yaml";
import { isRecord, jsonType } from "./json.js";
import { isMapOf, isSensitive, type Redaction } from "./redaction.js";
import { confidenceOf, differences, type Place, registerName } from "./spec.js";

/** Lines for a file of the spec, to be merged in at a place. */
export interface Lines {
  readonly file: string;
  readonly pointer: string;
  /** What is at the place, if its pointer does not say. */
  readonly note?: string;
  readonly value: unknown;
}

/** Placeholder for a text that only a person can write. */
export const toWrite = "TO BE WRITTEN.";

/** Return a block of Markdown whose first line says where the others go. */
export function block({ file, pointer, note, value }: Lines): string {
  const place = `${file}#${pointer}${note ? ` (${note})` : ""}`;
  return `\`\`\`yaml\n# ${place}\n${stringify(value, { lineWidth: 100 })}\`\`\``;
}

/**
 * Return the evidence that a response provides for a field. An absent field keeps its confidence,
 * since absence is not an observation of it.
 *
 * @param rows preferred rows of the register, if they list the field.
 */
export function evidence(
  field: Place,
  { source, says, seen }: { source: string; says: string; seen: boolean },
  rows: readonly string[] = [],
): Lines {
  const name = registerName(field);
  const listing = differences.filter(({ fields }) => fields?.includes(name));
  const row = listing.find(({ id }) => rows.includes(id)) ?? listing[0];
  return {
    file: field.file,
    pointer: field.pointer,
    value: {
      "x-confidence": seen ? "observed" : (confidenceOf(field) ?? "documented"),
      // With the name of the field, since lint refuses what is said twice.
      "x-evidence": [{ ...(row && { id: row.id }), source, says: `${name}: ${says}` }],
    },
  };
}

/** Return the entry of the register of sources that the other blocks refer to. */
export function newSource(id: string, region: string | undefined, year: string): Lines {
  return {
    file: "openapi/sources.yaml",
    pointer: "",
    note: "a new source",
    value: [
      {
        id,
        title: `Live response (${[region, year].filter(Boolean).join(", ")})`,
        publisher: toWrite,
        kind: "captured-response",
        url: "unknown",
        published: year,
        read: year,
        literal: "Keys and types, and the values that the evidence quotes.",
      },
    ],
  };
}

/** Return a new row of the register of differences, for something that concerns no single field. */
export function newRow(id: string, title: string, source: string, says: string): Lines {
  const evidence = [{ source, says }];
  return {
    file: "openapi/differences.yaml",
    pointer: "",
    note: "a new row",
    value: [{ id, severity: "medium", title, evidence, decision: toWrite }],
  };
}

/** Infer the schema of undocumented values; a person has to describe it. */
export function inferred(
  values: readonly unknown[],
  redaction: Redaction,
  depth = 0,
): Record<string, unknown> {
  const types = [...new Set(values.map(jsonType))];
  const type = types.includes("number") ? types.filter((one) => one !== "integer") : types;
  const keys = depth < 4 ? fieldsOf(values.filter(isRecord), redaction) : undefined;
  const items = values.filter(Array.isArray).flat();
  return {
    type: type.length === 1 ? type[0] : type,
    ...(keys &&
      keys.length > 0 && {
        properties: Object.fromEntries(
          keys.map(([key, inner]) => [key, newField(key, inner, redaction, depth + 1)]),
        ),
      }),
    ...(items.length > 0 && { items: inferred(items, redaction, depth + 1) }),
  };
}

/** Infer the schema of a property, with everything that the lint rules require. */
export function newField(
  key: string,
  values: readonly unknown[],
  redaction: Redaction,
  depth = 0,
): Record<string, unknown> {
  const schema = inferred(values, redaction, depth);
  const [type] = [schema.type].flat();
  return {
    description: toWrite,
    ...schema,
    ...(isSensitive(key) && { "x-sensitive": true }),
    examples: [examples[String(type)] ?? null],
  };
}

/** Invented, since no value of a response is shown. */
const examples: Readonly<Record<string, unknown>> = {
  string: "text",
  integer: 0,
  number: 0.5,
  boolean: false,
  array: [],
  object: {},
};

/**
 * Return the keys of similar objects, each with its values. Undefined if the objects look like a map
 * whose keys are data: there are many, a key is not a word, or several keys hold objects.
 */
function fieldsOf(
  objects: readonly Readonly<Record<string, unknown>>[],
  redaction: Redaction,
): [string, unknown[]][] | undefined {
  if (isMapOf(objects.flatMap(Object.keys))) return undefined;
  const fields = new Map<string, unknown[]>();
  for (const [key, value] of objects.flatMap(Object.entries)) {
    const shown = redaction.key(key);
    if (shown === undefined) return undefined;
    fields.set(shown, [...(fields.get(shown) ?? []), value]);
  }
  const all = [...fields.values()];
  const isMap = all.length > 1 && all.every((list) => list.every(isRecord));
  return isMap ? undefined : [...fields];
}
