import { isNode } from "./nodes.js";

/**
 * @import { Context, Location, Visitor } from "./redocly.d.ts"
 */

const SECRET_NAME = /(password|secret|token)$/i;

/**
 * The client reads from `x-sensitive` which values it must never print. A name cannot prove that a
 * value is harmless, so this only catches obvious omissions.
 * @returns {Visitor}
 */
export function sensitiveMarked() {
  return {
    SchemaProperties: {
      enter(properties, context) {
        for (const [name, property] of Object.entries(properties)) {
          const schema = context.resolve(property).node;
          // An object called `token` may hold only dates: its own fields are checked instead.
          if (!isNode(property) || !isNode(schema) || schema.type !== "string") continue;
          if (!SECRET_NAME.test(name) && schema.format !== "password") continue;
          if (property["x-sensitive"] === true || schema["x-sensitive"] === true) continue;
          report(name, context.location.child(name), context);
        }
      },
    },
    Header: {
      enter(header, context) {
        const name = String(context.key);
        if (!SECRET_NAME.test(name) || header["x-sensitive"] === true) return;
        report(name, context.location, context);
      },
    },
    Parameter: {
      enter(parameter, context) {
        const name = String(parameter.name);
        if (!SECRET_NAME.test(name) || parameter["x-sensitive"] === true) return;
        report(name, context.location, context);
      },
    },
  };
}

/**
 * @param {string} name
 * @param {Location} location
 * @param {Context} context
 */
function report(name, location, context) {
  context.report({
    message: `${name} looks like a secret: add \`x-sensitive: true\`, so that it is never printed.`,
    location: location.key(),
  });
}
