import { isNode, nameOf } from "./nodes.js";

/**
 * @import { Context, Location, Node, Visitor } from "./redocly.d.ts"
 */

const TEXTS = ["title", "summary", "description"];
/** What holds texts at any depth, on a node and at the root. */
const ANNOTATIONS = ["x-evidence", "x-enumDescriptions"];
const REGISTERS = ["x-differences", "x-error-codes", "x-open-questions", "x-sources"];

/**
 * Texts are Markdown without HTML and without the tags of Markdoc. The docs page renders both, and its
 * policy does not stop a `<meta http-equiv="refresh">` from leading to another page.
 * @returns {Visitor}
 */
export function noRawHtml() {
  return {
    any: { enter: checkNode },
    // What is beside a `$ref`.
    ref: { enter: checkNode },
    Root: {
      leave(root, context) {
        for (const key of REGISTERS) {
          const { node, location } = context.resolve(root[key]);
          if (location !== undefined) check(node, location, context);
        }
      },
    },
  };
}

/**
 * @param {Node} node
 * @param {Context} context
 */
function checkNode(node, context) {
  for (const key of TEXTS) {
    if (typeof node[key] === "string") check(node[key], context.location.child(key), context);
  }
  for (const key of ANNOTATIONS) check(node[key], context.location.child(key), context);
}

/**
 * Check a text, or every text of a list or map.
 * @param {unknown} value
 * @param {Location} location
 * @param {Context} context
 */
function check(value, location, context) {
  if (Array.isArray(value) || isNode(value)) {
    for (const [key, child] of Object.entries(value)) check(child, location.child(key), context);
  }
  if (typeof value !== "string") return;
  const [markup] = /<[a-z/!?][^\s>]*|\{%/i.exec(withoutCode(value)) ?? [];
  if (markup === undefined) return;
  context.report({
    message: `${nameOf(location)} contains "${markup}", which would become an element of the docs page: put it into a code span, or write it in words.`,
    location,
  });
}

/**
 * Markdown leaves `<` alone in a code span, but Markdoc reads its tags there too.
 * @param {string} text
 */
function withoutCode(text) {
  return text.replace(/`[^`]*`/g, (code) => code.replaceAll("<", ""));
}
