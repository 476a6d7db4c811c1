import { isNode } from "./nodes.js";

/**
 * @import { Node, Visitor } from "./redocly.d.ts"
 */

const PLAIN = ["string", "integer", "number", "boolean"];

/**
 * A parameter can be sent, and a union has a type: the generators refuse or lose what this rule
 * reports, and do not know its file and line.
 * @returns {Visitor}
 */
export function expressible() {
  return {
    Parameter: {
      enter(parameter, { location, report, resolve }) {
        const { name, in: place, schema, style } = parameter;
        /**
         * @param {string} key
         * @param {string} problem
         */
        const refuse = (key, problem) =>
          report({
            message: `The parameter ${name} ${problem}`,
            location: location.child(key).key(),
          });

        if (place === "cookie") {
          refuse("in", "is a cookie, which the client cannot send: use a header or the query.");
        }
        const usual = place === "query" ? "form" : "simple";
        if (style !== undefined && style !== usual) {
          refuse("style", `has the style ${style}, which the client cannot write: use ${usual}.`);
        }
        if (!isNode(schema)) {
          refuse("name", "has no schema: describe its value with `schema`, not with `content`.");
          return;
        }
        const whole = resolved(schema);
        const isList = whole.type === "array";
        if (isList && place !== "query") {
          refuse("schema", "is a list, which the client can only write in the query.");
        }
        const value = isList && isNode(whole.items) ? resolved(whole.items) : whole;
        if (!PLAIN.some((type) => type === value.type)) {
          refuse("schema", `must be one of ${PLAIN.join(", ")}, or a list of one in the query.`);
        }

        /**
         * @param {Node} node
         * @returns {Node}
         */
        function resolved(node) {
          const target = "$ref" in node ? resolve(node).node : node;
          return isNode(target) ? target : {};
        }
      },
    },
    Schema: {
      enter({ oneOf, anyOf }, { location, report }) {
        for (const [key, branches] of Object.entries({ oneOf, anyOf })) {
          for (const [index, branch] of (Array.isArray(branches) ? branches : []).entries()) {
            if (!isNode(branch) || Object.keys(branch).join() !== "required") continue;
            report({
              message: `A branch of ${key} says only \`required\`, which no type can express: make each branch a schema with a name and a \`const\`.`,
              location: location.child([key, index]),
            });
          }
        }
      },
    },
  };
}
