import { isNode } from "./nodes.js";

/**
 * @import { Location, Visitor } from "./redocly.d.ts"
 */

const ACTIONS = ["create", "list", "show", "update", "start", "stop", "delete"];

/**
 * The register of resources (`x-resources` at the root) and the `x-resource` of operations agree:
 * resources, parents, actions and error codes exist. The mock would silently ignore a misspelt one.
 * @returns {Visitor}
 */
export function resourcesKnown() {
  /** @type {{ operationId: unknown, resource: import("./redocly.d.ts").Node, location: Location }[]} */
  const uses = [];

  return {
    Operation: {
      enter(operation, { location }) {
        const resource = operation["x-resource"];
        if (!isNode(resource)) return;
        const { operationId } = operation;
        uses.push({ operationId, resource, location: location.child("x-resource") });
      },
    },
    Root: {
      leave(root, context) {
        const register = context.resolve(root["x-resources"]);
        const codes = context.resolve(root["x-error-codes"]).node;
        const place = register.location ?? context.location;
        const resources = isNode(register.node) ? register.node : {};
        for (const [name, resource] of Object.entries(resources)) {
          if (isNode(resource)) checkResource(name, resource, place.child(name));
        }
        for (const { operationId, resource, location } of uses) {
          const { name, action } = resource;
          if (typeof name !== "string" || !(name in resources)) {
            report(`${operationId} names the resource ${name}, which`, location.child("name"));
          }
          const isKnown = ACTIONS.includes(String(action)) || /^\$request\./.test(String(action));
          if (!isKnown)
            report(`${operationId} has the action ${action}, which`, location.child("action"));
        }

        /**
         * @param {string} name
         * @param {import("./redocly.d.ts").Node} resource
         * @param {Location} location
         */
        function checkResource(name, { parent, errors }, location) {
          if (parent !== undefined && !(String(parent) in resources)) {
            report(
              `The resource ${name} has the parent ${parent}, which`,
              location.child("parent"),
            );
          }
          if (!Array.isArray(codes)) return;
          for (const [key, code] of Object.entries(isNode(errors) ? errors : {})) {
            if (codes.some((row) => isNode(row) && row.code === code)) continue;
            report(
              `The resource ${name} has the error code ${code}, which`,
              location.child(["errors", key]),
            );
          }
        }

        /**
         * @param {string} subject
         * @param {Location} location
         */
        function report(subject, location) {
          context.report({ message: `${subject} does not exist.`, location });
        }
      },
    },
  };
}
