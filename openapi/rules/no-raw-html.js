import { isNode, nameOf } from "./nodes.js";

/**
 * @import { Context, Location, Node, Visitor } from "./redocly.d.ts"
 */

/** The keys of texts, on nodes and in the registers, which have types of their own. */
const TEXTS = [
  "title",
  "summary",
  "description",
  "says",
  "decision",
  "meaning",
  "advice",
  "asks",
  "literal",
];

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
  };
}

/**
 * @param {Node} node
 * @param {Context} context
 */
function checkNode(node, context) {
  for (const key of TEXTS) check(node[key], context.location.child(key), context);
  const meanings = node["x-enumDescriptions"];
  if (!isNode(meanings)) return;
  for (const [value, meaning] of Object.entries(meanings)) {
    check(meaning, context.location.child(["x-enumDescriptions", value]), context);
  }
}

/**
 * @param {unknown} value
 * @param {Location} location
 * @param {Context} context
 */
function check(value, location, context) {
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
