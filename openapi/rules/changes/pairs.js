import { isNode } from "../nodes.js";

/**
 * @import { Change, Judge, Node, NodePair, TreeNode } from "../redocly.d.ts"
 */

/**
 * Return what a node holds; for a reference, what its target holds.
 * @param {TreeNode | undefined} node
 * @returns {Node}
 */
export function contentOf(node) {
  const value = (node?.resolved ?? node)?.value;
  return isNode(value) ? value : {};
}

/**
 * Return the side that exists, the new one first.
 * @param {NodePair | null} pair
 */
export function sideOf(pair) {
  return pair?.revision ?? pair?.base;
}

/**
 * Return the items of one list that another lacks. What is not a list has no items.
 * @param {unknown} list
 * @param {unknown} other
 * @returns {unknown[]}
 */
export function lost(list, other) {
  const items = Array.isArray(other) ? other : [];
  return Array.isArray(list) ? list.filter((item) => !items.includes(item)) : [];
}

/** @param {TreeNode | undefined} node */
function nameOf(node) {
  return typeof node?.key === "number" ? `${node.parent?.key}/${node.key}` : node?.key;
}

/**
 * Return what changed, without a judgement.
 * @param {Change} change
 */
export function outline({ node, ...change }) {
  const name = `\`${nameOf(sideOf(node))}\``;
  if (change.kind !== "modified") return `${name} was ${change.kind}.`;
  return `\`${change.property}\` of ${name} changed.`;
}

/**
 * Report a name that is taken away.
 * @type {Judge}
 */
export function gone(change, { report }) {
  const name = nameOf(change.node.base);
  if (change.kind === "removed") report({ message: `\`${name}\` was removed.` });
  if (change.kind === "modified" && change.property === "key")
    report({ message: `\`${name}\` was renamed to \`${change.revision.value}\`.` });
}
