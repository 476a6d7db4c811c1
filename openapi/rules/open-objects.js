/**
 * @import { Visitor } from "./redocly.d.ts"
 */

/**
 * A decorator for `respect`, which refuses any key that a schema does not list: it says of every
 * object that says nothing, and so is open, that it is.
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
