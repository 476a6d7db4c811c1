import fc from "fast-check";
import { get, isObject, type Json, type JsonObject, resolve } from "./spec.js";
import { valid } from "./valid.js";

interface Context {
  readonly document: JsonObject;
  readonly g: fc.GeneratorValue;
}

/** Change a value, given with its schema, or with `{}` where the value is not in the schema. */
type Change<Value extends Json> = (value: Value, schema: JsonObject, context: Context) => Json;

/** Change random parts of a response. */
type Perturbation = (response: Json, source: Json | undefined, context: Context) => Json;

function fieldsOf({ properties }: JsonObject): JsonObject {
  return isObject(properties) ? properties : {};
}

/** Return a perturbation that changes random values, from the inside out. */
function anywhere(change: Change<Json>): Perturbation {
  return function perturb(value: Json, source: Json | undefined, context: Context): Json {
    const schema = source === undefined ? {} : resolve(context.document, source);
    let changed = value;
    if (Array.isArray(value)) {
      changed = value.map((item) => perturb(item, schema.items, context));
    } else if (isObject(value)) {
      const fields = new Map(Object.entries(fieldsOf(schema)));
      changed = Object.fromEntries(
        Object.entries(value).map(([key, each]) => [key, perturb(each, fields.get(key), context)]),
      );
    }
    return context.g(fc.boolean) ? change(changed, schema, context) : changed;
  };
}

function inObjects(change: Change<JsonObject>): Perturbation {
  return anywhere((value, ...rest) => (isObject(value) ? change(value, ...rest) : value));
}

/** Undocumented strings, with those that a careless property look-up would find. */
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

/** Return the pairs of field names that an object schema declares as two spellings of one field. */
function spellings(schema: JsonObject): [alias: string, field: string][] {
  return Object.entries(fieldsOf(schema)).flatMap(([alias, of]) => {
    const field = get(of, "x-alias-of");
    return typeof field === "string" ? [[alias, field]] : [];
  });
}

/** The ways in which responses are known, or may be expected, to differ from the spec. */
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

  // One is documented, the other was observed.
  "both shapes of an entry": anywhere((value, { items }, { document, g }) => {
    const fields = items === undefined ? {} : fieldsOf(resolve(document, items));
    const isDocumented = (field: Json) => get(field, "x-confidence") === "documented";
    if (!Array.isArray(value) || spellings({ properties: fields }).length === 0) return value;
    return value.map((entry) => {
      const shape = g(fc.boolean);
      return Object.fromEntries(
        Object.entries(fields)
          .filter(([, field]) => isDocumented(field) === shape)
          .map(([name, field]) => [name, get(entry, name) ?? g(() => valid(document, field))]),
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
    const isOpen = Array.isArray(anyOf) && anyOf.some((branch) => get(branch, "enum"));
    return isOpen && typeof value === "string" ? g(() => strange) : value;
  }),

  "keys in any order": inObjects((object, _, { g }) => {
    const entries = Object.entries(object);
    const all = { minLength: entries.length, maxLength: entries.length };
    return Object.fromEntries(g(() => fc.shuffledSubarray(entries, all)));
  }),
};

/** Apply a random choice of the perturbations in random order, at least one. */
export const perturb: Perturbation = (response, source, context) => {
  const chosen = context.g(() =>
    fc.shuffledSubarray(Object.values(perturbations), { minLength: 1 }),
  );
  return chosen.reduce((changed, each) => each(changed, source, context), response);
};
