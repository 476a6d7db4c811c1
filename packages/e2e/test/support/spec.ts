import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** A piece of JSON that somebody else wrote. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

const require = createRequire(import.meta.url);

function readJson(path: string): JsonObject {
  // Bundles and fixtures are JSON objects; a test that meets anything else fails where it looks.
  return JSON.parse(readFileSync(path, "utf8")) as JsonObject;
}

/** The bundle as users of the spec package get it. */
export function bundle(name: "openapi" | "iam"): JsonObject {
  return readJson(require.resolve(`@dis-openapi/spec/${name}.json`));
}

export function fixture(name: string): JsonObject {
  return readJson(new URL(`../../fixtures/${name}.json`, import.meta.url).pathname);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a JSON pointer (`#/a/b`), or undefined. */
export function at(document: JsonObject, pointer: string): Json | undefined {
  let value: Json | undefined = document;
  for (const key of pointer.split("/").slice(1)) {
    const name = key.replaceAll("~1", "/").replaceAll("~0", "~");
    value = Array.isArray(value) ? value[Number(name)] : isObject(value) ? value[name] : undefined;
  }
  return value;
}
