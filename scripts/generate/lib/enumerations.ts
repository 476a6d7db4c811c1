import type { Schema, Spec } from "../../../openapi/openapi.d.ts";

export interface Enumeration {
  /** Name of the component. */
  name: string;
  description: string;
  values: string[];
  /** What each value means, where the spec says it. */
  meanings: Record<string, string>;
}

/** The values of a schema that is an open enumeration: known strings, or any other string. */
export function openValues(schema: Schema): string[] | undefined {
  const [known, any, ...more] = schema.anyOf ?? [];
  const open =
    more.length === 0 &&
    any?.type === "string" &&
    any.enum === undefined &&
    known?.type === "string";
  return open ? strings(known?.enum) : undefined;
}

/** Every component schema that is an enumeration of strings, open or closed. */
export function enumerationsOf(spec: Spec): Enumeration[] {
  return Object.entries(spec.components?.schemas ?? {}).flatMap(([name, schema]) => {
    const values = openValues(schema) ?? strings(schema.enum);
    if (values === undefined) return [];
    const { "x-enumDescriptions": meanings = {} } = schema.anyOf?.[0] ?? schema;
    return [{ name, description: schema.description ?? "", values, meanings }];
  });
}

function strings(values: unknown[] | undefined): string[] | undefined {
  return values?.every((value) => typeof value === "string") ? values : undefined;
}
