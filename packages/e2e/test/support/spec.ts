import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** JSON from a file, of unknown shape. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

const require = createRequire(import.meta.url);

function readJson(path: string): JsonObject {
  // Bundles and fixtures are JSON objects; a test that finds anything else fails where it looks.
  return JSON.parse(readFileSync(path, "utf8")) as JsonObject;
}

/** A bundle, as users of the spec package get it. */
export function bundle(name: "openapi" | "iam"): JsonObject {
  return readJson(require.resolve(`@dis-openapi/spec/${name}.json`));
}

/** Return every captured response by the name of its file. */
export function capturedResponses(): [name: string, response: JsonObject][] {
  const names = ["captured-a", "captured-b", "captured-c", "captured-d", "seed-response"];
  return names.map((name) => [
    name,
    readJson(new URL(`../../fixtures/${name}.json`, import.meta.url).pathname),
  ]);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Return the value of a key, or undefined when the value is not an object. */
export function get(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) ? value[key] : undefined;
}

/** Return the entries of an object, and none of anything else. */
export function entries(value: Json | undefined): [key: string, value: Json][] {
  return isObject(value) ? Object.entries(value) : [];
}

/** Return the value at a JSON pointer (`#/a/b`), or undefined. */
export function at(document: JsonObject, pointer: string): Json | undefined {
  let value: Json | undefined = document;
  for (const key of pointer.split("/").slice(1)) {
    const name = key.replaceAll("~1", "/").replaceAll("~0", "~");
    value = Array.isArray(value) ? value[Number(name)] : get(value, name);
  }
  return value;
}

/** Return an object with the keys that its reference adds; its own keys win. */
export function resolve(document: JsonObject, value: Json | undefined): JsonObject {
  if (!isObject(value)) throw new Error(`Expected an object, got ${JSON.stringify(value)}`);
  const { $ref, ...own } = value;
  return typeof $ref === "string" ? { ...resolve(document, at(document, $ref)), ...own } : value;
}

export interface Operation {
  readonly id: string;
  readonly path: string;
  readonly method: string;
  readonly parameters: readonly JsonObject[];
  /** The operation as the document has it. */
  readonly source: JsonObject;
}

/** Return every operation of a bundle, with the parameters of its path. */
export function operations(document: JsonObject): Operation[] {
  return entries(document.paths).flatMap(([path, item]) =>
    entries(item).flatMap(([method, source]) => {
      if (!isObject(source) || typeof source.operationId !== "string") return [];
      const parameters = [get(item, "parameters"), source.parameters]
        .flatMap((list) => (Array.isArray(list) ? list : []))
        .map((parameter) => resolve(document, parameter));
      return [{ id: source.operationId, path, method, parameters, source }];
    }),
  );
}

/** Return the JSON media type of a response; its schema and its examples are in it. */
export function json(document: JsonObject, { source }: Operation, status: string): JsonObject {
  const response = get(source.responses, status);
  const media = get(get(response && resolve(document, response), "content"), "application/json");
  return isObject(media) ? media : {};
}

/** Return the examples of a media type by name. */
export function examples(document: JsonObject, media: JsonObject): [name: string, value: Json][] {
  return entries(media.examples).map(([name, example]) => [
    name,
    resolve(document, example).value ?? null,
  ]);
}
