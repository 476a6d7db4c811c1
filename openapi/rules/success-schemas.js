import { isNode } from "./nodes.js";

/**
 * @import { Context, Location, Node, Visitor } from "./redocly.d.ts"
 */

const ONE_SCHEMA = [
  "items",
  "contains",
  "propertyNames",
  "additionalProperties",
  "unevaluatedProperties",
  "unevaluatedItems",
  "contentSchema",
  "not",
  "if",
  "then",
  "else",
];
const MANY_SCHEMAS = [
  "properties",
  "patternProperties",
  "dependentSchemas",
  "$defs",
  "allOf",
  "anyOf",
  "oneOf",
  "prefixItems",
];

/**
 * Return a visitor that calls `check` once for every schema that a 2xx response can reach, parents
 * before children. The keywords beside a `$ref` count as one schema, and its target as another.
 *
 * Redocly's own walk cannot do this: it enters each node once, so a schema already visited below an
 * error response would not be visited again below the 200.
 *
 * @param {(schema: Node, location: Location, report: Context["report"]) => void} check
 * @returns {Visitor}
 */
export function forEachSuccessSchema(check) {
  /** @type {Set<string>} */
  const seen = new Set();

  /**
   * @param {unknown} schema
   * @param {Location} location
   * @param {Context} context
   */
  function walk(schema, location, context) {
    if (!isNode(schema) || seen.has(location.absolutePointer)) return;
    seen.add(location.absolutePointer);
    check(schema, location, context.report);

    if ("$ref" in schema) {
      const target = context.resolve(schema, location.source.absoluteRef);
      if (target.location) walk(target.node, target.location, context);
    }
    for (const keyword of ONE_SCHEMA) walk(schema[keyword], location.child(keyword), context);
    for (const keyword of MANY_SCHEMAS) {
      for (const [key, child] of Object.entries(schema[keyword] ?? {})) {
        walk(child, location.child([keyword, key]), context);
      }
    }
  }

  /**
   * Walk the entries of a map of media types or headers, each of which may be a `$ref`.
   * @param {unknown} map
   * @param {Location} location
   * @param {Context} context
   */
  function walkEach(map, location, context) {
    if (!isNode(map)) return;
    for (const [key, entry] of Object.entries(map)) {
      const target =
        isNode(entry) && "$ref" in entry
          ? context.resolve(entry, location.source.absoluteRef)
          : { node: entry, location: location.child(key) };
      if (target.location && isNode(target.node)) {
        walk(target.node.schema, target.location.child("schema"), context);
      }
    }
  }

  return {
    Responses: {
      enter(responses, context) {
        for (const [status, entry] of Object.entries(responses)) {
          if (!status.startsWith("2")) continue;
          const response =
            isNode(entry) && "$ref" in entry
              ? context.resolve(entry)
              : { node: entry, location: context.location.child(status) };
          if (!response.location || !isNode(response.node)) continue;
          walkEach(response.node.content, response.location.child("content"), context);
          walkEach(response.node.headers, response.location.child("headers"), context);
        }
      },
    },
  };
}
