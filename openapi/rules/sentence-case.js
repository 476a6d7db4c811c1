import { componentName, isNode, isText } from "./nodes.js";

/**
 * @import { Context, Location, Visitor } from "./redocly.d.ts"
 */

/** Names that are written with a capital inside a sentence. Acronyms need no entry. */
const NAMES = ["Huawei", "Cloud", "Open", "Telekom", "Kerberos", "Java", "Python", "Go", "Unix"];

/**
 * Summaries and titles are in sentence case and do not end with a full stop.
 * @returns {Visitor}
 */
export function sentenceCase() {
  return {
    Operation: {
      enter({ operationId, summary }, context) {
        check(summary, `The summary of ${operationId}`, context.location.child("summary"), context);
      },
    },
    Example: {
      enter({ summary }, context) {
        const { key, location, report } = context;
        const name = location.pointer === "#/" ? componentName(location) : key;
        if (isText(summary)) {
          check(summary, `The summary of ${name}`, location.child("summary"), context);
        } else {
          report({ message: `The example ${name} has no summary: add \`summary\`.`, location });
        }
      },
    },
    Tag: {
      enter({ name }, context) {
        check(name, "The tag", context.location.child("name"), context);
      },
    },
    Root: {
      enter(root, context) {
        const { node: rows, location } = context.resolve(root["x-differences"]);
        if (!Array.isArray(rows) || location === undefined) return;
        for (const [i, row] of rows.entries()) {
          if (!isNode(row)) continue;
          check(row.title, `The title of ${row.id}`, location.child([i, "title"]), context);
        }
      },
    },
  };
}

/**
 * @param {unknown} text
 * @param {string} subject
 * @param {Location} location
 * @param {Context} context
 */
function check(text, subject, location, { report }) {
  if (!isText(text)) return;
  const capitalised = [...text.matchAll(/\s([A-Z][a-z]+)\b/g)]
    .flatMap(([, word]) => word ?? [])
    .filter((word) => !NAMES.includes(word));
  const problem = !/^[A-Z0-9`]/.test(text)
    ? "must start with a capital letter"
    : text.endsWith(".")
      ? "must not end with a full stop"
      : capitalised[0] !== undefined
        ? `must be in sentence case: write "${capitalised[0].toLowerCase()}"`
        : undefined;
  if (problem) report({ message: `${subject}, "${text}", ${problem}.`, location });
}
