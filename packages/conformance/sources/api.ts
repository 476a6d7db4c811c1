import type { Schema } from "../../../openapi/openapi.d.cts";

/**
 * What a release says of each operation: by the operation's name, what its call, its parameters and
 * the fields of its bodies are.
 */
export type Api = ReadonlyMap<string, Statements>;

/** `response.tasks[].state` is `string: ERROR, RUNNING`. */
export type Statements = ReadonlyMap<string, string>;

/**
 * By their names; the last part of a `$ref` is a name. The types are in the words of the source.
 */
export type Schemas = Readonly<Record<string, Schema>>;

export interface Operation {
  readonly method: string;
  readonly path: string;
  /** Those outside the path. */
  readonly parameters: readonly { readonly in: string; readonly name: string; schema: Schema }[];
  readonly request?: Schema | undefined;
  readonly response?: Schema | undefined;
}

/** @throws Error when a schema refers to one that does not exist. */
export function statementsOf(operation: Operation, schemas: Schemas): Statements {
  const { method, path, parameters, request, response } = operation;
  return new Map([
    ["method and path", `${method.toUpperCase()} ${path}`],
    ...parameters
      .filter((parameter) => parameter.in !== "path")
      .flatMap(({ in: place, name, schema }) => fields(`${place} ${name}`, schema, schemas)),
    ...(request === undefined ? [] : fields("request", request, schemas)),
    ...(response === undefined ? [] : fields("response", response, schemas)),
  ]);
}

/** A schema that contains itself is not followed further. */
function fields(
  at: string,
  schema: Schema,
  schemas: Schemas,
  within: readonly Schema[] = [],
): [at: string, is: string][] {
  const parts = partsOf(schema, schemas).filter((part) => !within.includes(part));
  const inner = [...within, ...parts];
  const properties = parts.flatMap((part) => Object.entries(part.properties ?? {}));
  const items = parts.flatMap((part) => part.items ?? []);

  const types = parts.flatMap(({ type, format }) =>
    [type ?? []].flat().map((name) => (format === undefined ? name : `${name} (${format})`)),
  );
  if (types.length === 0 && properties.length > 0) types.push("object");
  const values = parts.flatMap((part) => [...(part.enum ?? []), part.const ?? []].flat());
  const is = [unique(types).join(" or "), unique(values.map(literal)).sort().join(", ")];
  return [
    [at, is.filter((text) => text !== "").join(": ") || "any"],
    ...[...new Set(properties.map(([name]) => name))].flatMap((name) => {
      const anyOf = properties.filter(([other]) => other === name).map(([, property]) => property);
      return fields(`${at}.${name}`, { anyOf }, schemas, inner);
    }),
    ...(items.length === 0 ? [] : fields(`${at}[]`, { anyOf: items }, schemas, inner)),
  ];
}

/** Return a schema and all that it consists of, or that it allows. */
function partsOf(schema: Schema, schemas: Schemas): Schema[] {
  const { $ref, allOf = [], anyOf = [], oneOf = [] } = schema;
  const parts = [
    ...($ref === undefined ? [] : [named($ref, schemas)]),
    ...allOf,
    ...anyOf,
    ...oneOf,
  ];
  return [schema, ...parts.flatMap((part) => partsOf(part, schemas))];
}

function named(ref: string, schemas: Schemas): Schema {
  const name = ref.slice(ref.lastIndexOf("/") + 1);
  const schema = schemas[name];
  if (schema === undefined) throw new Error(`${name} is used but not defined`);
  return schema;
}

/** Control characters and spaces must be visible. */
function literal(value: unknown): string {
  return typeof value === "string" && /^[^\s",]+$/.test(value) ? value : JSON.stringify(value);
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
