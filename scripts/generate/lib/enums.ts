import type { Spec } from "../../../openapi/openapi.d.ts";
import { type Enumeration, enumerationsOf } from "./enumerations.ts";
import { jsdoc } from "./jsdoc.ts";

/**
 * The module with what there is of the enumerations at run time: for each a frozen array of the
 * known values, the type of these, and a guard.
 */
export function makeEnums(spec: Spec): string {
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
