import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import type { Schema } from "./spec.js";

const ajv = new Ajv2020({ strict: false, allErrors: true, verbose: true });
formats.default(ajv);

/** What is judged elsewhere, where it can be told more exactly. */
const others = ["type", "enum", "const", "anyOf", "oneOf", "required"];

const compiled = new WeakMap<Schema, ValidateFunction>();

/** The limits of a schema that a value breaks, as `maxLength: 64`; those of the value itself only. */
export function breaches(schema: Schema, value: unknown): string[] {
  let validate = compiled.get(schema);
  if (!validate) {
    // What it consists of has schemas of its own, and references that lead out of this one.
    const { properties, items, anyOf, oneOf, ...own } = schema;
    validate = ajv.compile(own);
    compiled.set(schema, validate);
  }
  if (validate(value)) return [];
  const found = new Map(validate.errors?.map((error) => [error.keyword, error.schema]));
  return [...found]
    .filter(([keyword]) => !others.includes(keyword))
    .map(([keyword, limit]) => `${keyword}: ${limit}`);
}
