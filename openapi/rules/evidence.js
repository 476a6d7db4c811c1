import { componentName, isNode, isText, nameOf } from "./nodes.js";

/**
 * @import { Location, Node, Visitor } from "./redocly.d.ts"
 */

/**
 * Call back with everything that may carry evidence, under the name that the register uses for it.
 * @param {(name: string, node: Node, location: Location) => void} visit
 * @returns {Visitor}
 */
export function eachField(visit) {
  return {
    SchemaProperties: {
      enter(properties, { location }) {
        for (const [key, node] of Object.entries(properties)) {
          const place = location.child(key);
          if (isNode(node)) visit(nameOf(place), node, place);
        }
      },
    },
    Operation: {
      enter(node, { location }) {
        visit(`operations.${node.operationId}`, node, location);
      },
    },
    Parameter: {
      enter(node, { location }) {
        visit(`parameters.${node.name}`, node, location);
      },
    },
    Header: {
      enter(node, { key, location }) {
        visit(`headers.${key}`, node, location);
      },
    },
    Schema: {
      enter(node, { location }) {
        if (location.pointer === "#/") visit(`schemas.${componentName(location)}`, node, location);
      },
    },
  };
}

/**
 * Return the items of a field's `x-evidence`, or of a row's `evidence`, that are objects, with their
 * places in the list.
 * @param {unknown} list
 * @returns {[index: number, item: Node][]}
 */
export function evidenceItems(list) {
  return Array.isArray(list) ? [...list.entries()].filter(([, item]) => isNode(item)) : [];
}

/**
 * Return the sources that an item of evidence or an error code names.
 * @param {Node} item
 * @returns {unknown[]}
 */
export function sourcesOf({ source }) {
  if (source === undefined) return [];
  return Array.isArray(source) ? source : [source];
}

/** @type {readonly unknown[]} */
const CONFIDENCES = ["documented", "observed", "sdk", "inferred"];

/**
 * Return the problems of a field's `x-evidence` and `x-confidence`, worded to follow the field's
 * name, each with the keys that lead to it.
 * @param {Node} field
 * @returns {{ path: (string | number)[], problem: string }[]}
 */
export function evidenceProblems(field) {
  const evidence = field["x-evidence"];
  const confidence = field["x-confidence"];
  const problems = [];

  if (confidence === undefined && evidence !== undefined) {
    problems.push({
      path: ["x-evidence"],
      problem: "has x-evidence without x-confidence: add x-confidence",
    });
  }
  if (confidence !== undefined && !CONFIDENCES.includes(confidence)) {
    problems.push({
      path: ["x-confidence"],
      problem: `has the x-confidence "${confidence}": use one of ${CONFIDENCES.join(", ")}`,
    });
  }
  if (evidence === undefined) return problems;

  if (!Array.isArray(evidence) || evidence.length === 0) {
    problems.push({
      path: ["x-evidence"],
      problem: "has an x-evidence that is not a list of `{ id, source, says }` or `{ id }`",
    });
    return problems;
  }
  for (const [i, item] of evidence.entries()) {
    if (isReference(item)) continue;
    const sources = isNode(item) ? sourcesOf(item) : [];
    const complete = {
      source: sources.length > 0 && sources.every(isText),
      says: isNode(item) && isText(item.says),
    };
    for (const [key, present] of Object.entries(complete)) {
      if (present) continue;
      problems.push({
        path: ["x-evidence", i],
        problem: `has an evidence item without \`${key}\`: add \`${key}\``,
      });
    }
  }
  return problems;
}

/**
 * Whether an item only refers to the evidence of a row of the register.
 * @param {unknown} item
 */
export function isReference(item) {
  return isNode(item) && "id" in item && !("source" in item) && !("says" in item);
}

/**
 * Return the ids of the register rows that the evidence of a field refers to.
 * @param {Node} field
 */
export function evidenceIds(field) {
  return evidenceItems(field["x-evidence"])
    .filter(([, item]) => "id" in item)
    .map(([, item]) => item.id);
}
