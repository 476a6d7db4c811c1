import type { Schema } from "@dis-openapi/spec/openapi.json";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";

const ajv = new Ajv2020({ strict: false, allErrors: true, verbose: true });
formats.default(ajv);

/** Keywords that other checks report more precisely. */
const others = ["type", "enum", "const", "anyOf", "oneOf", "required"];

const compiled = new WeakMap<Schema, ValidateFunction>();

/** Return the limits that a value breaks, as `maxLength: 64`, not counting its properties and items. */
export function breaches(schema: Schema, value: unknown): string[] {
  let validate = compiled.get(schema);
  if (!validate) {
    // Nested schemas have references that lead out of this one; their values are visited by themselves.
    const { properties, items, allOf, anyOf, oneOf, ...own } = schema;
    validate = ajv.compile(own);
    compiled.set(schema, validate);
  }
  if (validate(value)) return [];
  const found = new Map(validate.errors?.map((error) => [error.keyword, error.schema]));
  return [...found]
    .filter(([keyword]) => !others.includes(keyword))
    .map(([keyword, limit]) => `${keyword}: ${limit}`);
}
