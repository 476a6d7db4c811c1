import fc from "fast-check";
import { isObject, type Json, type JsonObject } from "./spec.js";
import { resolve, valid } from "./valid.js";

/** What a part of a response may become: by its schema, or without one where nothing knows it. */
type Change = (value: Json, schema: JsonObject) => Json;

/** Rebuilds a value from the inside out. */
function rebuild(
  document: JsonObject,
  value: Json,
  source: Json | undefined,
  change: Change,
): Json {
  const schema = source === undefined ? {} : resolve(document, source);
  const inner = (each: Json, of: Json | undefined) => rebuild(document, each, of, change);
  if (Array.isArray(value)) {
    const items = value.map((item) => inner(item, schema.items));
    return change(items, schema);
  }
  if (!isObject(value)) return change(value, schema);
  const fields = new Map(Object.entries(fieldsOf(schema)));
  const entries = Object.entries(value).map(([key, each]) => [key, inner(each, fields.get(key))]);
  return change(Object.fromEntries(entries), schema);
}

function fieldsOf({ properties }: JsonObject): JsonObject {
  return isObject(properties) ? properties : {};
}

/** Texts that nobody documented, those among them that a careless look-up would find. */
const strange = fc.oneof(
  fc.constantFrom("", "__proto__", "constructor", "toString", "hasOwnProperty", "length", "null"),
  fc.string({ unit: "grapheme", maxLength: 12 }),
);

const anything: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom(null, true, false, 0, ""),
    fc.maxSafeInteger(),
    strange,
    fc.array(tie("json"), { maxLength: 2 }),
    fc.dictionary(strange, tie("json"), { maxKeys: 2 }),
  ),
})).json;

interface Context {
  readonly document: JsonObject;
  readonly g: fc.GeneratorValue;
}

/** Changes parts of a response, given with its schema; which of them is chance. */
type Perturbation = (task: Json, source: Json | undefined, context: Context) => Json;

function anywhere(
  change: (value: Json, schema: JsonObject, context: Context) => Json,
): Perturbation {
  return (task, source, context) =>
    rebuild(context.document, task, source, (value, schema) =>
      context.g(fc.boolean) ? change(value, schema, context) : value,
    );
}

function inObjects(
  change: (object: JsonObject, schema: JsonObject, context: Context) => Json,
): Perturbation {
  return anywhere((value, ...rest) => (isObject(value) ? change(value, ...rest) : value));
}

/** The two names of each field that has two: the other spelling first. */
function spellings(schema: JsonObject): [alias: string, field: string][] {
  return Object.entries(fieldsOf(schema)).flatMap(([alias, of]) => {
    const field = isObject(of) ? of["x-alias-of"] : undefined;
    return typeof field === "string" ? [[alias, field]] : [];
  });
}

/** For each way in which responses are known, or feared, to differ from the spec: what makes one so. */
export const perturbations: Readonly<Record<string, Perturbation>> = {
  "unknown keys": inObjects((object, schema, { g }) => {
    const key = g(() => strange);
    const isKnown = Object.hasOwn(object, key) || Object.hasOwn(fieldsOf(schema), key);
    return isKnown ? object : { ...object, [key]: g(() => anything) };
  }),

  "either spelling": inObjects((object, schema) => {
    const others = new Map(
      spellings(schema).flatMap(([alias, field]) => [
        [alias, field],
        [field, alias],
      ]),
    );
    return Object.fromEntries(
      Object.entries(object).map(([key, value]) => {
        const name = others.get(key);
        return [name === undefined || Object.hasOwn(object, name) ? key : name, value];
      }),
    );
  }),

  "both spellings": inObjects((object, schema, { document, g }) => ({
    ...Object.fromEntries(
      spellings(schema)
        .flat()
        .map((name) => [name, g(() => valid(document, fieldsOf(schema)[name]))]),
    ),
    ...object,
  })),

  // One is what the documentation lists, the other what was seen.
  "both shapes of an entry": anywhere((value, { items }, { document, g }) => {
    const fields = items === undefined ? {} : fieldsOf(resolve(document, items));
    const isDocumented = (field: Json) => isObject(field) && field["x-confidence"] === "documented";
    if (!Array.isArray(value) || spellings({ properties: fields }).length === 0) return value;
    return value.map((entry) => {
      const shape = g(fc.boolean);
      return Object.fromEntries(
        Object.entries(fields)
          .filter(([, field]) => isDocumented(field) === shape)
          .map(([name, field]) => [
            name,
            (isObject(entry) ? entry[name] : undefined) ?? g(() => valid(document, field)),
          ]),
      );
    });
  }),

  "numbers as strings": anywhere((value) => (typeof value === "number" ? `${value}` : value)),

  "null for absent": inObjects((object, schema, { g }) => {
    const absent = Object.keys(fieldsOf(schema)).filter(() => g(fc.boolean));
    return { ...Object.fromEntries(absent.map((name) => [name, null])), ...object };
  }),

  "empty objects": inObjects((object, schema, { document, g }) => {
    if (g(fc.boolean)) return {};
    const fields = Object.entries(fieldsOf(schema)).filter(
      ([, field]) => resolve(document, field).type === "object" && g(fc.boolean),
    );
    return { ...Object.fromEntries(fields.map(([name]) => [name, {}])), ...object };
  }),

  "unknown values of enumerations": anywhere((value, { anyOf }, { g }) => {
    const isOpen = Array.isArray(anyOf) && anyOf.some((branch) => isObject(branch) && branch.enum);
    return isOpen && typeof value === "string" ? g(() => strange) : value;
  }),

  "keys in any order": inObjects((object, _, { g }) => {
    const entries = Object.entries(object);
    const all = { minLength: entries.length, maxLength: entries.length };
    return Object.fromEntries(g(() => fc.shuffledSubarray(entries, all)));
  }),
};

/** A response, changed in some of these ways, from one to all at once and in any order. */
export function perturb(task: Json, source: Json | undefined, context: Context): Json {
  const names = context.g(() => fc.shuffledSubarray(Object.keys(perturbations), { minLength: 1 }));
  return names.reduce(
    (changed, name) => perturbations[name]?.(changed, source, context) ?? changed,
    task,
  );
}
