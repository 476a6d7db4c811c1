import { isNode, isText, nameOf } from "./nodes.js";

/**
 * @import { Context, Location, Node, Visitor } from "./redocly.d.ts"
 */

/**
 * Every operation has a description; every property, parameter and header a description and an
 * example. The description of a property may be beside a `$ref` and its example behind it.
 * @returns {Visitor}
 */
export function describedAndExemplified() {
  return {
    SchemaProperties: {
      enter(properties, context) {
        for (const [key, property] of Object.entries(properties)) {
          if (!isNode(property)) continue;
          const location = context.location.child(key);
          checkDescription(property, nameOf(location), location.key(), context);
          if (!hasExample(property, context)) {
            context.report({
              message: `${nameOf(location)} has no example: add \`examples\`, here or in the schema it refers to.`,
              location: location.key(),
            });
          }
        }
      },
    },
    Operation: {
      enter(operation, context) {
        checkDescription(operation, String(operation.operationId), context.location, context);
      },
    },
    Parameter: {
      enter(parameter, context) {
        checkParameter(parameter, `The parameter ${parameter.name}`, context);
      },
    },
    Header: {
      enter(header, context) {
        checkParameter(header, `The header ${context.key}`, context);
      },
    },
  };
}

/**
 * @param {Node} node
 * @param {string} name
 * @param {Context} context
 */
function checkParameter(node, name, context) {
  checkDescription(node, name, context.location, context);
  if ("example" in node || "examples" in node) return;
  context.report({
    message: `${name} has no example: add \`example\`.`,
    location: context.location,
  });
}

/**
 * @param {Node} node
 * @param {string} name
 * @param {Pick<Location, "source" | "pointer">} location
 * @param {Context} context
 */
function checkDescription(node, name, location, context) {
  if (isText(node.description)) return;
  context.report({ message: `${name} has no description: add \`description\`.`, location });
}

/**
 * @param {Node} property
 * @param {Context} context
 */
function hasExample(property, context) {
  if (isExemplified(property)) return true;
  const target = context.resolve(property);
  // The place of a broken reference is reported by another rule.
  if (!isNode(target.node)) return true;
  if (isExemplified(target.node)) return true;
  if (!isNode(target.node.items)) return false;
  const items = context.resolve(target.node.items, target.location?.source.absoluteRef);
  return items.node === undefined || isExemplified(items.node);
}

/** @param {unknown} schema */
function isExemplified(schema) {
  return isNode(schema) && Array.isArray(schema.examples) && schema.examples.length > 0;
}
