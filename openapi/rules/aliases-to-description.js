import { isText } from "./nodes.js";

/**
 * @import { Visitor } from "./redocly.d.ts"
 */

/**
 * A decorator: append the names that other sources use for an operation (`x-aliases`) to its
 * description, so that a search in the docs finds them.
 * @returns {Visitor}
 */
export function aliasesToDescription() {
  return {
    Operation: {
      enter(operation) {
        const aliases = operation["x-aliases"];
        if (!Array.isArray(aliases) || !isText(operation.description)) return;
        const note = `Also known as ${aliases.join(", ")}.`;
        // The docs are built from a bundle with the same configuration: append only once.
        if (operation.description.includes(note)) return;
        operation.description = `${operation.description.trimEnd()}\n\n${note}`;
      },
    },
  };
}
