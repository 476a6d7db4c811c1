import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { Schema, Spec } from "@dis-openapi/spec/openapi.json";
import ts from "typescript";
import { describe, expect, test } from "vitest";

/** Return the type that a schema must have, independently of the generator. */
function typeOf(schema: Schema): string {
  const parts = [
    ...[schema.$ref].flatMap((ref) => (ref ? [`Schemas["${ref.replace(/^.*\//, "")}"]`] : [])),
    ...(schema.properties || schema.additionalProperties ? [objectType(schema)] : []),
    // A field that the schema declares itself replaces that of a part.
    ...(schema.allOf ?? []).map(
      (part) => `Omit<${typeOf(part)}, ${union(Object.keys(schema.properties ?? {}))}>`,
    ),
    ...[schema.anyOf, schema.oneOf].flatMap((branches) => (branches ? [unionType(branches)] : [])),
  ];
  if (parts.length > 0) {
    const all = parts.map((part) => `(${part})`).join(" & ");
    const { allOf, required = [] } = schema;
    return allOf ? `Demand<${all}, ${union(required)}>` : all;
  }
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  return [schema.type ?? []]
    .flat()
    .map((type) => namedType(type, schema))
    .join(" | ");
}

function union(keys: string[]): string {
  return keys.map((key) => JSON.stringify(key)).join(" | ") || "never";
}

function namedType(type: string, { items = {} }: Schema): string {
  switch (type) {
    case "integer":
      return "number";
    case "array":
      return `(${typeOf(items)})[]`;
    case "object":
      return "Record<string, never>";
    default:
      return type;
  }
}

function objectType({ properties = {}, required = [], additionalProperties }: Schema): string {
  const members = Object.entries(properties).map(
    ([name, property]) =>
      `${JSON.stringify(name)}${required.includes(name) ? "" : "?"}: ${typeOf(property)};`,
  );
  const extra =
    typeof additionalProperties === "object"
      ? ` & { [key: string]: ${typeOf(additionalProperties)} }`
      : "";
  return `{ ${members.join(" ")} }${extra}`;
}

/** Return a union. An open enumeration keeps its literals beside `string`. */
function unionType(branches: Schema[]): string {
  const isOpen = branches.some((branch) => branch.enum);
  return branches
    .map((branch) => (isOpen && !branch.enum ? "(string & {})" : typeOf(branch)))
    .join(" | ");
}

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  noEmit: true,
};

/** Return the names of the schemas whose generated type is not the expected one. */
function wrongTypes(schemas: Record<string, Schema>, generated: string): string[] {
  const file = fileURLToPath(new URL("expected.ts", import.meta.url));
  const lines = Object.entries(schemas).flatMap(([name, schema]) => [
    `export const ${name}: Same<Schemas["${name}"], ${typeOf(schema)}> = true;`,
    // So that what replaces a field is no wider than the field.
    ...(schema.allOf ?? []).map(
      (part, index) =>
        `export const ${name}_${index}: Schemas["${name}"] extends ${typeOf(part)} ? true : false = true;`,
    ),
  ]);
  const program = `import type { components } from "../src/generated/${generated}.js";
type Schemas = components["schemas"];
type Demand<T, Key extends keyof T> = T & Required<Pick<T, Key>>;
type Flat<T> = T extends object ? { [Key in keyof T]: T[Key] } : T;
type Same<A, B> = (<T>() => T extends Flat<A> ? 1 : 2) extends <T>() => T extends Flat<B> ? 1 : 2 ? true : false;
${lines.join("\n")}
`;
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => path === file || fileExists(path);
  host.getSourceFile = (path, target) =>
    path === file ? ts.createSourceFile(path, program, target) : getSourceFile(path, target);
  return ts
    .getPreEmitDiagnostics(ts.createProgram([file], options, host))
    .map(
      ({ start = 0, messageText }) =>
        /const (\w+):.*$/m.exec(program.slice(program.lastIndexOf("\n", start)))?.[1] ??
        ts.flattenDiagnosticMessageText(messageText, "\n"),
    );
}

const require = createRequire(import.meta.url);
const specs: Record<string, Spec> = {
  openapi: require("@dis-openapi/spec/openapi.json"),
  iam: require("@dis-openapi/spec/iam.json"),
};

describe.each(Object.entries(specs))("the generated types of %s", (name, { components }) => {
  const schemas = components?.schemas ?? {};

  test("match every schema of the spec", { timeout: 60_000 }, () => {
    expect(Object.keys(schemas).length).toBeGreaterThan(10);
    expect(wrongTypes(schemas, name)).toEqual([]);
  });
});

test("a schema whose type differs is named", { timeout: 60_000 }, () => {
  const wrong: Record<string, Schema> = {
    GatewayError: { type: "object", properties: { error_code: { type: "string" } } },
    IamErrorDetail: { type: "object", properties: { code: { type: "string" } } },
  };
  expect(wrongTypes(wrong, "iam")).toEqual(["GatewayError", "IamErrorDetail"]);
});
