import type { Schema } from "@dis-openapi/spec/openapi.json";
import { isRecord } from "./json.js";

/** Return the properties of a schema, those of its branches included. */
export function propertiesOf(schema: Schema | undefined): Readonly<Record<string, Schema>> {
  return Object.assign({}, ...flat(schema).map(({ properties }) => properties));
}

/** Return the values that a schema lists, in an open list or a closed one. */
export function listedIn(schema: Schema | undefined): string[] {
  return flat(schema)
    .flatMap((branch) => branch.enum ?? [])
    .filter((value) => typeof value === "string");
}

/** Replace sensitive values by the example of their schema, as the service masks them. */
export function masked(value: unknown, schema: Schema | undefined): unknown {
  const branches = flat(schema);
  const secret = branches.find((branch) => branch["x-sensitive"]);
  if (secret) return secret.examples?.[0] ?? "******";
  if (Array.isArray(value)) {
    const items = branches.find((branch) => branch.items)?.items;
    return value.map((item) => masked(item, items));
  }
  if (!isRecord(value)) return value;
  const properties = propertiesOf(schema);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, masked(inner, properties[key])]),
  );
}

function flat(schema: Schema | undefined): Schema[] {
  if (!schema) return [];
  const branches = [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return [schema, ...branches.flatMap(flat)];
}
