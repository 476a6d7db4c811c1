import fc from "fast-check";
import { at, isObject, type Json, type JsonObject } from "./spec.js";

/** The schema with what its references add; its own keywords win. */
export function resolve(document: JsonObject, schema: Json | undefined): JsonObject {
  if (!isObject(schema)) throw new Error(`${JSON.stringify(schema)} is no schema`);
  const { $ref, ...own } = schema;
  return typeof $ref === "string" ? { ...resolve(document, at(document, $ref)), ...own } : schema;
}

/** Keywords that narrow what is valid, all of which are obeyed, and those that only tell of it. */
const keywords =
  /^(type|format|pattern|enum|anyOf|properties|required|items|(min|max)(imum|Length|Items))$/;
const annotations = /^(title|description|default|examples|deprecated|x-.*)$/;

/**
 * Everything that a schema of the bundle allows, short of endless texts and lists. Integers stay
 * within what a number holds: others the client refuses.
 *
 * @throws Error for a keyword that it would not obey.
 */
export function valid(document: JsonObject, source: Json | undefined): fc.Arbitrary<Json> {
  if (!isObject(source)) throw new Error(`${JSON.stringify(source)} is no schema`);
  const known = made.get(source) ?? make(document, source);
  made.set(source, known);
  return known;
}

const made = new WeakMap<JsonObject, fc.Arbitrary<Json>>();

function make(document: JsonObject, source: JsonObject): fc.Arbitrary<Json> {
  const schema = resolve(document, source);
  for (const keyword of Object.keys(schema)) {
    if (keywords.test(keyword) || annotations.test(keyword)) continue;
    throw new Error(`nothing is made for the keyword ${keyword}`);
  }
  const { type, enum: values, anyOf } = schema;
  if (Array.isArray(anyOf)) return fc.oneof(...anyOf.map((branch) => valid(document, branch)));
  if (Array.isArray(values)) return fc.constantFrom(...values);
  const types = Array.isArray(type) ? type : [type];
  return fc.oneof(...types.map((each) => ofType(document, schema, each)));
}

function ofType(
  document: JsonObject,
  schema: JsonObject,
  type: Json | undefined,
): fc.Arbitrary<Json> {
  const number = (keyword: string, otherwise: number) => Number(schema[keyword] ?? otherwise);
  const { properties, items, pattern, required } = schema;
  switch (type) {
    case "string": {
      const minLength = number("minLength", 0);
      const maxLength = number("maxLength", Number.POSITIVE_INFINITY);
      if (typeof pattern === "string") {
        const fits = ({ length }: string) => length >= minLength && length <= maxLength;
        return fc.stringMatching(new RegExp(pattern)).filter(fits);
      }
      const longest = Math.min(maxLength, minLength + 12);
      return fc.string({ unit: "grapheme", minLength, maxLength: longest });
    }
    case "integer":
      return fc.integer({
        min: number("minimum", Number.MIN_SAFE_INTEGER),
        max: number("maximum", Number.MAX_SAFE_INTEGER),
      });
    case "boolean":
      return fc.boolean();
    case "array": {
      const minLength = number("minItems", 0);
      const maxLength = Math.min(number("maxItems", 3), minLength + 3);
      return fc.array(valid(document, items), { minLength, maxLength });
    }
    case "object": {
      const fields = Object.entries(isObject(properties) ? properties : {});
      const model = Object.fromEntries(
        fields.map(([name, field]) => [name, valid(document, field)]),
      );
      return fc.record(model, {
        requiredKeys: (Array.isArray(required) ? required : []).map(String),
      });
    }
    default:
      throw new Error(`nothing is made for the type ${type}`);
  }
}
