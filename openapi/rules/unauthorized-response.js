import { isNode } from "./nodes.js";

/**
 * @import { Visitor } from "./redocly.d.ts"
 */

/**
 * An operation that needs credentials says what it sends without them.
 * @returns {Visitor}
 */
export function unauthorizedResponse() {
  /** @type {unknown} */
  let defaultSecurity;

  return {
    Root: {
      enter(root) {
        defaultSecurity = root.security;
      },
    },
    Operation: {
      enter({ operationId, responses, security = defaultSecurity }, { location, report }) {
        if (!Array.isArray(security) || security.length === 0) return;
        if (!isNode(responses) || "401" in responses) return;
        report({
          message: `${operationId} has no 401 response: add it, or \`security: []\` if the operation needs no credentials.`,
          location: location.child("responses").key(),
        });
      },
    },
  };
}
