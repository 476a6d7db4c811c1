import { isNode, isText } from "./nodes.js";

/**
 * @import { Node } from "./redocly.d.ts"
 */

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
      problem: "has an x-evidence that is not a list of `{ id, source, says }`",
    });
    return problems;
  }
  for (const [i, item] of evidence.entries()) {
    for (const key of ["source", "says"]) {
      if (isNode(item) && isText(item[key])) continue;
      problems.push({
        path: ["x-evidence", i],
        problem: `has an evidence item without \`${key}\`: add \`${key}\``,
      });
    }
  }
  return problems;
}

/**
 * Return the ids of the register rows that the evidence of a field refers to.
 * @param {Node} field
 */
export function evidenceIds(field) {
  const evidence = field["x-evidence"];
  return Array.isArray(evidence)
    ? evidence.filter((item) => isNode(item) && "id" in item).map((item) => item.id)
    : [];
}
