import { isNode, isText, nameOf } from "./nodes.js";

/**
 * @import { Context, Node, Visitor } from "./redocly.d.ts"
 */

/**
 * Parameters and headers are left to a built-in rule and an assertion in redocly.yaml; properties
 * need code, because what they say may stand beside a `$ref`, and their example behind it.
 * @returns {Visitor}
 */
export function propertyDescribedAndExemplified() {
  return {
    SchemaProperties: {
      enter(properties, context) {
        for (const [key, property] of Object.entries(properties)) {
          if (!isNode(property)) continue;
          const location = context.location.child(key);
          if (!isText(property.description)) {
            report("description of its own: say what it means, and its unit");
          }
          if (!hasExample(property, context)) {
            report("example: add `examples`, here or in the schema that it points to");
          }

          /** @param {string} lack */
          function report(lack) {
            context.report({
              message: `${nameOf(location)} has no ${lack}.`,
              location: location.key(),
            });
          }
        }
      },
    },
  };
}

/**
 * @param {Node} property
 * @param {Context} context
 */
function hasExample(property, context) {
  if (isExemplified(property)) return true;
  const target = context.resolve(property);
  if (!isNode(target.node)) return false;
  if (isExemplified(target.node)) return true;
  const file = target.location?.source.absoluteRef;
  return isExemplified(context.resolve(target.node.items, file).node);
}

/** @param {unknown} schema */
function isExemplified(schema) {
  return isNode(schema) && Array.isArray(schema.examples) && schema.examples.length > 0;
}
