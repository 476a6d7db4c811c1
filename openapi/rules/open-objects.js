/**
 * @import { Visitor } from "./redocly.d.ts"
 */

/**
 * A decorator for `respect`, which refuses any key that a schema does not list: mark every object
 * that does not set `additionalProperties` as open.
 * @returns {Visitor}
 */
export function openObjects() {
  return {
    Schema: {
      leave(schema) {
        if ("properties" in schema && !("additionalProperties" in schema)) {
          schema.additionalProperties = true;
        }
      },
    },
  };
}
