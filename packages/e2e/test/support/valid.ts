import fc from "fast-check";
import { entries, isObject, type Json, type JsonObject, resolve } from "./spec.js";

/** Keywords that restrict a value, all of which are obeyed, and those that only describe it. */
const keywords =
  /^(type|format|pattern|enum|const|anyOf|oneOf|properties|required|items|(min|max)(imum|Length|Items))$/;
const annotations = /^(title|description|default|examples|deprecated|discriminator|x-.*)$/;

const known = new WeakMap<JsonObject, fc.Arbitrary<Json>>();

/**
 * Return an arbitrary of the values that a schema allows, with short strings and lists. Integers
 * are safe ones, because the client refuses others.
 *
 * @throws Error for a keyword that it does not support.
 */
export function valid(document: JsonObject, source: Json | undefined): fc.Arbitrary<Json> {
  if (!isObject(source)) throw new Error(`Expected a schema, got ${JSON.stringify(source)}`);
  const arbitrary = known.get(source) ?? build(document, joined(document, source));
  known.set(source, arbitrary);
  return arbitrary;
}

/**
 * Return a schema with what it joins with `allOf`. Where two parts have a keyword, the later one wins
 * and its own wins over both: the tests check the generated values against the spec, in case that is
 * not the narrower one.
 */
function joined(document: JsonObject, source: Json): JsonObject {
  const { allOf, ...own } = resolve(document, source);
  if (!Array.isArray(allOf)) return own;
  const all = [...allOf.map((part) => joined(document, part)), own];
  const required = all.flatMap((part) => (Array.isArray(part.required) ? part.required : []));
  const properties: Record<string, Json> = {};
  for (const [name, property] of all.flatMap((part) => entries(part.properties))) {
    const earlier = properties[name];
    properties[name] = earlier === undefined ? property : { allOf: [earlier, property] };
  }
  return { ...Object.assign({}, ...all), required, properties };
}

function build(document: JsonObject, schema: JsonObject): fc.Arbitrary<Json> {
  for (const keyword of Object.keys(schema)) {
    if (keywords.test(keyword) || annotations.test(keyword)) continue;
    throw new Error(`Cannot generate values for the schema keyword "${keyword}"`);
  }
  const { type, const: value, enum: values, anyOf, oneOf } = schema;
  if (value !== undefined) return fc.constant(value);
  // A closed list beside an open one is the narrower one.
  if (Array.isArray(values)) return fc.constantFrom(...values);
  const branches = anyOf ?? oneOf;
  if (Array.isArray(branches)) {
    return fc.oneof(...branches.map((branch) => valid(document, branch)));
  }
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
      // JSON Schema counts code points, of which a grapheme can have several.
      const fits = (text: string) => {
        const { length } = [...text];
        return length >= minLength && length <= maxLength;
      };
      const longest = Math.min(maxLength, minLength + 12);
      const texts =
        typeof pattern === "string"
          ? fc.stringMatching(new RegExp(pattern))
          : fc.string({ unit: "grapheme", minLength, maxLength: longest });
      return texts.filter(fits);
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
      const model = Object.fromEntries(
        entries(properties).map(([name, field]) => [name, valid(document, field)]),
      );
      return fc.record(model, {
        requiredKeys: (Array.isArray(required) ? required : []).map(String),
      });
    }
    default:
      throw new Error(`Cannot generate values of the schema type ${JSON.stringify(type)}`);
  }
}
