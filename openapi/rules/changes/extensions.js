import { contentOf, gone, lost, outline } from "./pairs.js";

/**
 * @import { Change, ChangeVisitor, Judge, NodePair, TreeNode } from "../redocly.d.ts"
 */

/** Extensions from which the client takes what it does with a field or parameter. */
const clientFacts = ["x-alias-of", "x-destination-type", "x-project", "x-sensitive"];

/** @returns {ChangeVisitor} */
export function clientFactChanged() {
  return {
    any(change, { report }) {
      if (change.kind === "modified" && clientFacts.includes(change.property))
        report({ message: `\`${change.property}\` changed.` });
    },
  };
}

/** @returns {ChangeVisitor} */
export function behaviourChanged() {
  /** @type {Judge} */
  const judge = (change, { report }) => {
    report({ message: `\`${extensionOf(change.node)}\`: ${outline(change)}` });
  };
  return {
    Behaviour: judge,
    BehaviourList: judge,
    Operation(change, context) {
      if (change.kind === "modified" && change.property === "x-idempotent") judge(change, context);
    },
  };
}

/**
 * The client has a function for every waiter.
 * @returns {ChangeVisitor}
 */
export function waiterRemoved() {
  return {
    Operation: { BehaviourList: gone },
    BehaviourList: {
      Behaviour(change, context) {
        if (extensionOf(change.node) !== "x-waiters") return;
        gone(change, context);
        if (change.kind === "modified" && change.property === "name")
          context.report({ message: `\`${change.base.value}\` was renamed.` });
      },
    },
  };
}

/** @returns {ChangeVisitor} */
export function errorCodeRemoved() {
  return {
    Root: { ErrorCodeList: gone },
    ErrorCode(change, { report }) {
      const removed = lost(codesOf(change.node.base), codesOf(change.node.revision));
      if (removed.length > 0 && concernsCodes(change))
        report({ message: `Removed: ${removed.join(", ")}.` });
    },
  };
}

/** @returns {ChangeVisitor} */
export function errorCodeAdded() {
  return {
    ErrorCode(change, { report }) {
      const added = lost(codesOf(change.node.revision), codesOf(change.node.base));
      if (added.length > 0 && concernsCodes(change))
        report({ message: `Added: ${added.join(", ")}.` });
    },
  };
}

/** @param {TreeNode | undefined} node */
function codesOf(node) {
  const { code, aliases } = contentOf(node);
  return [code, aliases].flat().filter((value) => value !== undefined);
}

/** @param {Change} change */
function concernsCodes(change) {
  return change.kind !== "modified" || ["code", "aliases"].includes(change.property);
}

/**
 * The client acts on the class of a code.
 * @returns {ChangeVisitor}
 */
export function errorClassRemoved() {
  return {
    ErrorCode(change, { report }) {
      if (
        change.kind === "modified" &&
        change.property === "class" &&
        change.base.value !== undefined
      )
        report({ message: `The code is no longer of the class \`${change.base.value}\`.` });
    },
  };
}

/** @returns {ChangeVisitor} */
export function errorClassAdded() {
  return {
    ErrorCode(change, { report }) {
      if (
        change.kind === "modified" &&
        change.property === "class" &&
        change.base.value === undefined
      )
        report({ message: `The code has the class \`${change.revision.value}\` now.` });
    },
  };
}

/**
 * More to read is not more to call.
 * @returns {ChangeVisitor}
 */
export function documentationChanged() {
  /** @type {Judge} */
  const judge = (change, { report }) => {
    report({ message: outline(change) });
  };
  return Object.fromEntries(
    ["Contact", "Default", "DefaultList", "Documentation", "DocumentationList", "EnumDescriptions"]
      .concat([
        "Example",
        "ExamplesMap",
        "ExternalDocs",
        "License",
        "Tag",
        "TagList",
        "XCodeSample",
        "XCodeSampleList",
      ])
      .map((type) => [type, judge]),
  );
}

/**
 * Return the extension that a part belongs to.
 * @param {NodePair} pair
 */
function extensionOf(pair) {
  /** @type {NodePair | null} */
  let part = pair;
  while (part !== null) {
    const { key } = part.revision ?? part.base ?? {};
    if (String(key).startsWith("x-")) return key;
    part = part.parent;
  }
  return undefined;
}
