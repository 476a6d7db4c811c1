import { isNode, isText } from "./nodes.js";

/**
 * @import { Node } from "./redocly.d.ts"
 */

/** @type {readonly unknown[]} */
const CONFIDENCES = ["documented", "observed", "sdk", "inferred"];

/**
 * What is wrong with the `x-evidence` and `x-confidence` of one field, in words that follow its
 * name; each with the keys that lead to it.
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
      problem: "carries x-evidence without x-confidence: say how sure the evidence makes us",
    });
  }
  if (confidence !== undefined && !CONFIDENCES.includes(confidence)) {
    problems.push({
      path: ["x-confidence"],
      problem: `has the x-confidence "${confidence}", which is none of ${CONFIDENCES.join(", ")}`,
    });
  }
  if (evidence === undefined) return problems;

  if (!Array.isArray(evidence) || evidence.length === 0) {
    problems.push({
      path: ["x-evidence"],
      problem: "has an x-evidence that is no list of `{ id, source, says }`",
    });
    return problems;
  }
  for (const [i, item] of evidence.entries()) {
    for (const key of ["source", "says"]) {
      if (isNode(item) && isText(item[key])) continue;
      problems.push({
        path: ["x-evidence", i],
        problem: `has an evidence item without \`${key}\`: say it in words`,
      });
    }
  }
  return problems;
}

/**
 * The rows of the register that the evidence of a field speaks of.
 * @param {Node} field
 */
export function evidenceIds(field) {
  const evidence = field["x-evidence"];
  return Array.isArray(evidence)
    ? evidence.filter((item) => isNode(item) && "id" in item).map((item) => item.id)
    : [];
}
