/**
 * @import { Visitor } from "./redocly.d.ts"
 */

/**
 * Report a reference that leads nowhere, and a file that is not YAML once, however many references
 * lead to it. The built-in rule of this name reports such a file twice per reference.
 * @returns {Visitor}
 */
export function noUnresolvedRefs() {
  /** @type {Set<string>} */
  const malformed = new Set();

  return {
    ref: {
      enter(node, { location, report }, { node: target, error }) {
        if (target !== undefined) return;
        // Only a syntax error has a place in the file that it was found in.
        if (error?.source === undefined || error.line === undefined) {
          report({
            message: `\`${node.$ref}\` does not exist: correct the path or add the file.`,
            location: location.child("$ref"),
          });
          return;
        }
        if (malformed.has(error.source.absoluteRef)) return;
        malformed.add(error.source.absoluteRef);
        report({
          message: `Not valid YAML: ${error.message.replace(/ in ".*" \(\d+:\d+\)$/, "")}.`,
          location: {
            source: error.source,
            // Otherwise the pointer to the reference takes precedence over `start`.
            pointer: undefined,
            start: { line: error.line, col: error.col ?? 1 },
          },
        });
      },
    },
  };
}
