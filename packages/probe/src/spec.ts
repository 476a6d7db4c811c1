import { createRequire } from "node:module";
import type {
  Operation,
  Parameter,
  Reference,
  Response,
  Schema,
  Spec,
} from "@dis-openapi/spec/openapi.json";
import { isRecord } from "./json.js";

/**
 * Where a node is in the folder of the spec, and its name in the registers: the name of the component
 * and the keys of the properties below it.
 */
export interface Place {
  readonly file: string;
  /** JSON pointer into the file; empty for the root. */
  readonly pointer: string;
  readonly name: string;
}

// `require` reads JSON on every supported runtime without a warning. OpenAPI and the spec's lint
// rules ensure the shape.
const require = createRequire(import.meta.url);
export const spec: Spec = require("@dis-openapi/spec/openapi.json");
const iam: Spec = require("@dis-openapi/spec/iam.json");

export const {
  "x-differences": differences = [],
  "x-error-codes": errorCodes = [],
  "x-open-questions": openQuestions = [],
} = spec;

// Following a reference returns the same node every time, so that other caches can be keyed by it.
const followed = new WeakMap<object, { node: object; at: Place }>();

/** An operation that the probe calls. */
export interface Read {
  readonly operationId: string;
  readonly parameters: readonly Parameter[];
  readonly responses: Operation["responses"];
  readonly at: Place;
}

/** Every operation that only reads; one for a single object comes before one for a list of them. */
export const reads: readonly Read[] = Object.entries(spec.paths)
  .flatMap(([path, { get, parameters = [] }]): Read[] => {
    if (!get) return [];
    const { operationId, responses } = get;
    const file = `openapi/paths/${path.slice(1).replaceAll("/", "_")}.yaml`;
    const at: Place = { file, pointer: "/get", name: operationId };
    const nodes = [...parameters, ...(get.parameters ?? [])];
    return [
      {
        operationId,
        parameters: nodes.map((node) => follow<Parameter>(node, at).node),
        responses,
        at,
      },
    ];
  })
  .sort((one, other) => named(other) - named(one));

function named({ parameters }: Read): number {
  return parameters.filter((parameter) => parameter.in === "path").length;
}

/** Return the place at a path of keys below a place. */
export function child(place: Place, ...keys: string[]): Place {
  const tokens = keys.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  const named = keys.filter((key, index) => key !== "properties" || keys[index - 1] === key);
  return {
    file: place.file,
    pointer: place.pointer + tokens.join(""),
    name: [place.name, ...named].join("."),
  };
}

/** Resolve the reference of a node; keys beside `$ref` take precedence. Also return where the target is. */
export function follow<T extends object>(node: T | Reference, at: Place): { node: T; at: Place } {
  if (!isReference(node)) return { node, at };
  let found = followed.get(node);
  if (!found) {
    const { $ref, ...own } = node;
    const [, kind = "", name = ""] = /^#\/components\/(\w+)\/(\w+)$/.exec(String($ref)) ?? [];
    const target = component(kind, name);
    if (!target) throw new Error(`${$ref} is not in the spec`);
    const file = `openapi/components/${kind}/${name}.yaml`;
    const end = follow(target, { file, pointer: "", name });
    found = { node: { ...end.node, ...own }, at: end.at };
    followed.set(node, found);
  }
  // Bundling keeps the kind of a reference: one in the place of a T leads to a T.
  return found as { node: T; at: Place };
}

function isReference(node: object): node is Reference {
  return "$ref" in node;
}

function component(kind: string, name: string): object | undefined {
  const components: Readonly<Record<string, Readonly<Record<string, object>>>> = {
    ...spec.components,
  };
  return components[kind]?.[name];
}

/** Return the response for a status, and whether the spec declares it for more than `default`. */
export function responseOf(
  { responses, at }: Read,
  status: number,
): { node: Response; at: Place; own: boolean } {
  const keys = [String(status), `${Math.floor(status / 100)}XX`, "default"];
  const key = keys.find((candidate) => candidate in responses) ?? "";
  const found = responses[key] ?? {};
  return { ...follow<Response>(found, child(at, "responses", key)), own: key !== "default" };
}

/** Return a schema and those that it joins with `allOf`: together, they describe a value. */
export function partsOf(unresolved: Schema, unresolvedAt: Place): { node: Schema; at: Place }[] {
  const { node, at } = follow(unresolved, unresolvedAt);
  const joined = (node.allOf ?? []).flatMap((part, index) =>
    partsOf(part, child(at, "allOf", String(index))),
  );
  return [{ node, at }, ...joined];
}

/** Return the types that a value may have; undefined if the spec does not restrict them. */
export function typesOf({ type, anyOf, oneOf }: Schema): readonly string[] | undefined {
  if (type !== undefined) return typeof type === "string" ? [type] : type;
  const types = [...(anyOf ?? []), ...(oneOf ?? [])].map(typesOf);
  return types.length === 0 || types.includes(undefined)
    ? undefined
    : [...new Set(types.flatMap((some) => some ?? []))];
}

/** Return the values that a schema lists, in an open list or a closed one, and where they are. */
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

/** Return the name of a field in the register of differences. */
export function registerName({ file, pointer, name }: Place): string {
  const [, kind = ""] = /^openapi\/components\/(\w+)\//.exec(file) ?? [];
  return pointer === "" ? `${kind}.${name}` : name;
}

/** Return the confidence that the spec states at a place. */
export function confidenceOf({ file, pointer }: Place): string | undefined {
  const [, kind = "", name = ""] = /^openapi\/components\/(\w+)\/(\w+)\.yaml$/.exec(file) ?? [];
  let node: unknown = component(kind, name);
  for (const token of pointer.split("/").slice(1)) {
    const key = token.replaceAll("~1", "/").replaceAll("~0", "~");
    node = isRecord(node) ? node[key] : undefined;
  }
  return isRecord(node) && typeof node["x-confidence"] === "string"
    ? node["x-confidence"]
    : undefined;
}

/** Names that the specs mark as secret: fields, parameters, headers, security schemes. */
export const sensitiveNames: ReadonlySet<string> = new Set(
  [...sensitiveIn(spec), ...sensitiveIn(iam)].map(plain),
);

/** Return a name without case and punctuation, in which spellings differ. */
export function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/** Return the words of an identifier or a text, in lower case: its runs of letters, and their parts in camelCase. */
export function wordsIn(text: string): string[] {
  const runs = text.match(/[A-Za-z]+/g) ?? [];
  const parts = runs.flatMap((run) => run.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []);
  return [...new Set([...runs, ...parts].map((word) => word.toLowerCase()))];
}

/** Words of the spec's own names and lists; in a response, they are nobody's secret. */
export const vocabulary: ReadonlySet<string> = new Set(namesIn(spec).flatMap(wordsIn));

/** Return the names of schemas, properties and parameters, and the values of lists. */
function namesIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(namesIn);
  if (!isRecord(node)) return [];
  const { properties, schemas, enum: listed, name, in: isParameter } = node;
  return [
    ...[properties, schemas].flatMap((named) => (isRecord(named) ? Object.keys(named) : [])),
    ...(Array.isArray(listed) ? listed.map(String) : []),
    ...(typeof name === "string" && isParameter ? [name] : []),
    ...Object.values(node).flatMap(namesIn),
  ];
}

function sensitiveIn(node: unknown, key = ""): string[] {
  if (Array.isArray(node)) return node.flatMap((item) => sensitiveIn(item));
  if (!isRecord(node)) return [];
  const name = typeof node.name === "string" ? node.name : key;
  const own = node["x-sensitive"] === true ? [name] : [];
  return [...own, ...Object.entries(node).flatMap(([inner, value]) => sensitiveIn(value, inner))];
}

/**
 * Return the host and region of a public endpoint, which may be shown: a server of the spec with any
 * region id in it. Undefined for a private host, such as a VPC endpoint.
 */
export function publicHost(
  address: string,
): { host: string; region: string; listed: boolean; server: number } | undefined {
  const { origin, hostname } = new URL(address);
  for (const [server, { url, variables = {} }] of (spec.servers ?? []).entries()) {
    const [before = "", after] = url.split(/\{\w+\}/);
    if (after === undefined || !origin.startsWith(before) || !origin.endsWith(after)) continue;
    const region = origin.slice(before.length, -after.length);
    if (!/^[a-z]{2}-[a-z]{2,12}(-\d{1,2})?$/.test(region)) continue;
    const listed = Object.values(variables).some((variable) => variable.enum?.includes(region));
    return { host: hostname, region, listed, server };
  }
  return undefined;
}
