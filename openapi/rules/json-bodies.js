import { componentName, isNode } from "./nodes.js";

/**
 * @import { Location, Node, Visitor } from "./redocly.d.ts"
 */

const JSON_TYPE = "application/json";

/**
 * The schema of a body is a reference, or a union of references, so that generated types have a
 * name for it; and a successful response has an example, for the mock to send and the docs to show.
 * @returns {Visitor}
 */
export function jsonBodies() {
  /**
   * Shared responses, which several operations refer to, are reported once.
   * @type {Set<string>}
   */
  const seen = new Set();

  return {
    Operation: {
      enter(operation, context) {
        const { operationId, requestBody, responses } = operation;
        check(requestBody, context.location.child("requestBody"), `The request of ${operationId}`);
        for (const [status, response] of Object.entries(isNode(responses) ? responses : {})) {
          const location = context.location.child(["responses", status]);
          check(response, location, `Response ${status} of ${operationId}`, status.startsWith("2"));
        }

        /**
         * @param {unknown} entry
         * @param {Location} at
         * @param {string} name
         * @param {boolean} [needsExample]
         */
        function check(entry, at, name, needsExample = false) {
          const isReference = isNode(entry) && "$ref" in entry;
          const { node, location } = isReference
            ? context.resolve(entry)
            : { node: entry, location: at };
          if (!isNode(node) || location === undefined || !isNode(node.content)) return;
          const body = node.content[JSON_TYPE];
          if (!isNode(body) || seen.has(location.absolutePointer)) return;
          seen.add(location.absolutePointer);

          const subject = isReference ? componentName(location) : name;
          const place = location.child(["content", JSON_TYPE]);
          if (isNode(body.schema) && !isNamed(body.schema)) {
            context.report({
              message: `${subject} has an inline schema: move it to a file in components/schemas and refer to that.`,
              location: place.child("schema").key(),
            });
          }
          if (needsExample && !hasExample(body)) {
            context.report({
              message: `${subject} has no example: add \`examples\`.`,
              location: place.key(),
            });
          }
        }
      },
    },
  };
}

/** @param {Node} schema */
function isNamed(schema) {
  if ("$ref" in schema) return true;
  const branches = schema.anyOf ?? schema.oneOf;
  return Array.isArray(branches) && branches.every((branch) => isNode(branch) && "$ref" in branch);
}

/** @param {Node} body */
function hasExample({ example, examples }) {
  return example !== undefined || (isNode(examples) && Object.keys(examples).length > 0);
}
