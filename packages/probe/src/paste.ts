import { stringify } from "yaml";
import { type Discretion, isSensitive } from "./discretion.js";
import { isRecord, jsonType } from "./json.js";
import { confidenceOf, type Place, registerName, spec } from "./spec.js";

/** Lines for a file of the spec, to be merged in at a place. */
export interface Lines {
  readonly file: string;
  readonly pointer: string;
  /** What is at the place, where its pointer does not tell. */
  readonly note?: string;
  readonly value: unknown;
}

/** What stands where only a person knows what to write. */
export const toWrite = "TO BE WRITTEN.";

/** As a block of Markdown, whose first line says where the others go. */
export function block({ file, pointer, note, value }: Lines): string {
  const place = `${file}#${pointer}${note ? ` (${note})` : ""}`;
  return `\`\`\`yaml\n# ${place}\n${stringify(value, { lineWidth: 100 })}\`\`\``;
}

/**
 * The evidence that an answer is for a field. What was not there keeps the confidence it has, since
 * its absence makes nothing of it observed.
 *
 * @param rows the rows of the register to speak to, where they list the field.
 */
export function evidence(
  field: Place,
  { source, says, seen }: { source: string; says: string; seen: boolean },
  rows: readonly string[] = [],
): Lines {
  const name = registerName(field);
  const listing = spec["x-differences"].filter(({ fields }) => fields?.includes(name));
  const row = listing.find(({ id }) => rows.includes(id)) ?? listing[0];
  return {
    file: field.file,
    pointer: field.pointer,
    value: {
      "x-confidence": seen ? "observed" : (confidenceOf(field) ?? "documented"),
      "x-evidence": [{ ...(row && { id: row.id }), source, says }],
    },
  };
}

/** A new row of the register, for what concerns no single field. */
export function newRow(id: string, title: string, source: string, says: string): Lines {
  const evidence = [{ source, says }];
  return {
    file: "openapi/differences.yaml",
    pointer: "",
    note: "a new row",
    value: [{ id, severity: "medium", title, evidence, decision: toWrite }],
  };
}

/** The schema of what nobody documented, as far as its values tell; to be described by a person. */
export function inferred(
  values: readonly unknown[],
  discretion: Discretion,
  depth = 0,
): Record<string, unknown> {
  const types = [...new Set(values.map(jsonType))];
  const type = types.includes("number") ? types.filter((one) => one !== "integer") : types;
  const keys = depth < 4 ? fieldsOf(values.filter(isRecord), discretion) : undefined;
  const items = values.filter(Array.isArray).flat();
  return {
    type: type.length === 1 ? type[0] : type,
    ...(keys &&
      keys.length > 0 && {
        properties: Object.fromEntries(
          keys.map(([key, inner]) => [key, newField(key, inner, discretion, depth + 1)]),
        ),
      }),
    ...(items.length > 0 && { items: inferred(items, discretion, depth + 1) }),
  };
}

/** The same for a property, with all that the lint rules want of one. */
export function newField(
  key: string,
  values: readonly unknown[],
  discretion: Discretion,
  depth = 0,
): Record<string, unknown> {
  const schema = inferred(values, discretion, depth);
  const [type] = [schema.type].flat();
  return {
    description: toWrite,
    ...schema,
    ...(isSensitive(key) && { "x-sensitive": true }),
    examples: [examples[String(type)] ?? null],
  };
}

/** Made up, since no value of an answer is shown. */
const examples: Readonly<Record<string, unknown>> = {
  string: "text",
  integer: 0,
  number: 0.5,
  boolean: false,
  array: [],
  object: {},
};

/**
 * The keys of objects of one kind, each with its values; undefined when the objects look like a map
 * whose keys are data: a key that is no word, or several that lead to objects.
 */
function fieldsOf(
  objects: readonly Readonly<Record<string, unknown>>[],
  discretion: Discretion,
): [string, unknown[]][] | undefined {
  const fields = new Map<string, unknown[]>();
  for (const [key, value] of objects.flatMap(Object.entries)) {
    const shown = discretion.key(key);
    if (shown === undefined) return undefined;
    fields.set(shown, [...(fields.get(shown) ?? []), value]);
  }
  const all = [...fields.values()];
  const isMap = all.length > 1 && all.every((list) => list.every(isRecord));
  return isMap ? undefined : [...fields];
}
