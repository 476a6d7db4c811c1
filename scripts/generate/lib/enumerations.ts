import type { Schema, Spec } from "../../../openapi/openapi.d.cts";
import { jsdoc } from "./jsdoc.ts";

interface Enumeration {
  /** Name of the component. */
  name: string;
  description: string;
  values: string[];
  /** Meaning of each value that the spec explains. */
  meanings: Record<string, string>;
}

/** Return the known values of an open enumeration: an enum of strings, or any other string. */
export function openValues(schema: Schema): string[] | undefined {
  const [known, any, ...more] = schema.anyOf ?? [];
  const open =
    more.length === 0 &&
    any?.type === "string" &&
    any.enum === undefined &&
    known?.type === "string";
  return open ? strings(known?.enum) : undefined;
}

/** Return the meaning of each value that the spec explains, of an enumeration open or closed. */
export function meaningsOf(schema: Schema): Record<string, string> {
  return (schema.anyOf?.[0] ?? schema)["x-enumDescriptions"] ?? {};
}

/** Return every component schema that is an enumeration of strings, open or closed. */
export function enumerationsOf(spec: Spec): Enumeration[] {
  return Object.entries(spec.components?.schemas ?? {}).flatMap(([name, schema]) => {
    const values = openValues(schema) ?? strings(schema.enum);
    if (values === undefined) return [];
    return [{ name, description: schema.description ?? "", values, meanings: meaningsOf(schema) }];
  });
}

function strings(values: unknown[] | undefined): string[] | undefined {
  return values?.every((value) => typeof value === "string") ? values : undefined;
}

/**
 * Make the module of the enumerations: for each, a frozen array of the known values, their type,
 * and a guard.
 */
export function makeEnumerations(spec: Spec): string {
  const enumerations = enumerationsOf(spec);
  if (enumerations.length === 0) return "export {};\n";
  return `${enumerations.map(code).join("\n")}
function isOneOf<T>(known: readonly T[], value: unknown): value is T {
  return known.some((item) => item === value);
}
`;
}

function code({ name, description, values, meanings }: Enumeration): string {
  const array = plural(camel(name));
  const list = values.map(
    (value) => `${jsdoc([meanings[value]], "  ")}  ${JSON.stringify(value)},\n`,
  );
  return [
    jsdoc([`The known values of \`${name}\`, frozen.`, description]),
    `export const ${array} = /* @__PURE__ */ Object.freeze([\n${list.join("")}] as const);\n`,
    "\n",
    jsdoc([`A known value of \`${name}\`.`]),
    `export type Known${name} = (typeof ${array})[number];\n`,
    "\n",
    jsdoc([`Whether a value is a known one of \`${name}\`.`]),
    `export function is${name}(value: unknown): value is Known${name} {\n`,
    `  return isOneOf(${array}, value);\n`,
    "}\n",
  ].join("");
}

/** `OpenTSDBMetricType` becomes `openTSDBMetricType`, `DWSDelimiter` becomes `dwsDelimiter`. */
function camel(name: string): string {
  return name.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+$|^[A-Z]/, (start) => start.toLowerCase());
}

function plural(name: string): string {
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
}
