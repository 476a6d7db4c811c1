import { createRequire } from "node:module";
import { isRecord } from "./json.js";

/** The keywords that decide what is compared. Ajv sees the others, too. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly deprecated?: boolean;
  readonly examples?: readonly unknown[];
  readonly "x-alias-of"?: string;
  readonly "x-destination-type"?: string;
  readonly "x-sensitive"?: boolean;
  readonly "x-confidence"?: string;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: Schema;
  readonly "x-project"?: boolean;
}

export interface Response {
  readonly headers?: Readonly<Record<string, object>>;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly object[];
  readonly responses: Readonly<Record<string, object>>;
}

interface Difference {
  readonly id: string;
  readonly fields?: readonly string[];
}

interface ErrorCode {
  readonly code: string;
  readonly aliases?: readonly string[];
  readonly producer: string;
  readonly status: readonly number[];
  readonly class?: string;
}

/** What of an answer would settle an open question: one of these. */
export interface Settling {
  readonly present?: readonly string[];
  readonly form?: readonly string[];
  readonly digits?: readonly string[];
  readonly values?: readonly string[];
  readonly when?: { readonly field: string; readonly is: string };
  readonly answerTo?: "missingTask";
  readonly body?: string;
  readonly host?: "unlisted";
}

export interface OpenQuestion {
  readonly id: string;
  readonly asks: string;
  readonly differences?: readonly string[];
  readonly settledBy: readonly Settling[];
}

/** What is read of the bundled spec. */
export interface Spec {
  readonly info: { readonly version: string };
  readonly servers: readonly {
    readonly url: string;
    readonly variables?: Readonly<Record<string, { readonly enum?: readonly string[] }>>;
  }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly "x-differences": readonly Difference[];
  readonly "x-error-codes": readonly ErrorCode[];
  readonly "x-open-questions": readonly OpenQuestion[];
}

/**
 * Where something stands in the folder of the spec, and what its registers call it: the name of the
 * component and the keys of the properties below it.
 */
export interface Place {
  readonly file: string;
  /** JSON pointer into the file; empty for all of it. */
  readonly pointer: string;
  readonly name: string;
}

// `require`, since it reads JSON on every supported runtime without a warning. The shape is what
// OpenAPI and the spec's own lint rules demand.
const require = createRequire(import.meta.url);
export const spec: Spec = require("@dis-openapi/spec/openapi.json");
const iam: object = require("@dis-openapi/spec/iam.json");

// A reference leads to the same node every time, so that what is made of it can be kept by it.
const followed = new WeakMap<object, { node: object; at: Place }>();

/** The operation that is asked for. */
export const operation = operationOf("showTransferTask");

function operationOf(id: string) {
  for (const [path, item] of Object.entries(spec.paths)) {
    for (const [method, found] of Object.entries(item)) {
      if (found.operationId !== id) continue;
      const root = { file: `openapi/paths/${path.slice(1).replaceAll("/", "_")}.yaml` };
      const at: Place = { ...root, pointer: `/${method}`, name: id };
      // A parameter has a schema in it, by OpenAPI.
      const parameters = found.parameters.map((node) => follow(node, at).node as Parameter);
      return { ...found, parameters, at };
    }
  }
  throw new Error(`the spec has no operation ${id}`);
}

/** A place further down: the keys stand one in the other. */
export function child(place: Place, ...keys: string[]): Place {
  const tokens = keys.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  const named = keys.filter((key, index) => key !== "properties" || keys[index - 1] === key);
  return {
    file: place.file,
    pointer: place.pointer + tokens.join(""),
    name: [place.name, ...named].join("."),
  };
}

/** A node with what its reference says; its own words win. And where the target stands. */
export function follow<T extends object>(node: T, at: Place): { node: T; at: Place } {
  if (!("$ref" in node)) return { node, at };
  let found = followed.get(node);
  if (!found) {
    const { $ref, ...own } = node;
    const [, kind = "", name = ""] = /^#\/components\/(\w+)\/(\w+)$/.exec(String($ref)) ?? [];
    const target = spec.components[kind]?.[name];
    if (!target) throw new Error(`${$ref} is not in the spec`);
    const file = `openapi/components/${kind}/${name}.yaml`;
    const end = follow(target, { file, pointer: "", name });
    found = { node: { ...end.node, ...own }, at: end.at };
    followed.set(node, found);
  }
  // Bundling keeps the kind of what is referred to: a reference in the place of a T leads to a T.
  return found as { node: T; at: Place };
}

/** The response that the spec has for a status, and whether it is there for that one alone. */
export function responseOf(status: number): { node: Response; at: Place; own: boolean } {
  const { responses, at } = operation;
  const keys = [String(status), `${Math.floor(status / 100)}XX`, "default"];
  const key = keys.find((candidate) => candidate in responses) ?? "";
  const found = responses[key] ?? {};
  return { ...follow<Response>(found, child(at, "responses", key)), own: key !== "default" };
}

/** The types that a value may have; undefined when the spec does not say. */
export function typesOf({ type, anyOf, oneOf }: Schema): readonly string[] | undefined {
  if (type !== undefined) return typeof type === "string" ? [type] : type;
  const types = [...(anyOf ?? []), ...(oneOf ?? [])].map(typesOf);
  return types.length === 0 || types.includes(undefined)
    ? undefined
    : [...new Set(types.flatMap((some) => some ?? []))];
}

/** The values that a schema lists, be the list open or not, and where they stand. */
export function valuesOf(
  schema: Schema,
  at: Place,
): { values: readonly unknown[]; at: Place } | undefined {
  if (schema.enum) return { values: schema.enum, at };
  for (const [index, branch] of (schema.anyOf ?? []).entries()) {
    if (branch.enum) return { values: branch.enum, at: child(at, "anyOf", String(index)) };
  }
  return undefined;
}

/** The name of a field in the register of differences. */
export function registerName({ file, pointer, name }: Place): string {
  const [, kind = ""] = /^openapi\/components\/(\w+)\//.exec(file) ?? [];
  return pointer === "" ? `${kind}.${name}` : name;
}

/** The confidence that the spec has in what stands at a place. */
export function confidenceOf({ file, pointer }: Place): string | undefined {
  const [, kind = "", name = ""] = /^openapi\/components\/(\w+)\/(\w+)\.yaml$/.exec(file) ?? [];
  let node: unknown = spec.components[kind]?.[name];
  for (const token of pointer.split("/").slice(1)) {
    const key = token.replaceAll("~1", "/").replaceAll("~0", "~");
    node = isRecord(node) ? node[key] : undefined;
  }
  return isRecord(node) && typeof node["x-confidence"] === "string"
    ? node["x-confidence"]
    : undefined;
}

/** Names of what the specs call a secret: fields, parameters, headers, security schemes. */
export const sensitiveNames: ReadonlySet<string> = new Set(
  [...sensitiveIn(spec), ...sensitiveIn(iam)].map(plain),
);

/** A name without what spellings differ in. */
export function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

function sensitiveIn(node: unknown, key = ""): string[] {
  if (Array.isArray(node)) return node.flatMap((item) => sensitiveIn(item));
  if (!isRecord(node)) return [];
  const name = typeof node.name === "string" ? node.name : key;
  const own = node["x-sensitive"] === true ? [name] : [];
  return [...own, ...Object.entries(node).flatMap(([inner, value]) => sensitiveIn(value, inner))];
}

/**
 * What of an address may be shown: the host and region of a public endpoint of the service, which
 * are those of a server of the spec with any id of a region in it. A host of somebody's own, such
 * as that of a VPC endpoint, is none.
 */
export function publicHost(
  address: string,
): { host: string; region: string; listed: boolean; server: number } | undefined {
  const { origin, hostname } = new URL(address);
  for (const [server, { url, variables = {} }] of spec.servers.entries()) {
    const [before = "", after] = url.split(/\{\w+\}/);
    if (after === undefined || !origin.startsWith(before) || !origin.endsWith(after)) continue;
    const region = origin.slice(before.length, -after.length);
    if (!/^[a-z]{2}-[a-z]{2,12}(-\d{1,2})?$/.test(region)) continue;
    const listed = Object.values(variables).some((variable) => variable.enum?.includes(region));
    return { host: hostname, region, listed, server };
  }
  return undefined;
}
