import { contentOf, gone, lost, sideOf } from "./pairs.js";

/**
 * @import { ChangeVisitor, Judge, NodePair } from "../redocly.d.ts"
 */

/** Components that have a generated type. */
const typed = {
  NamedHeaders: "Header",
  NamedParameters: "Parameter",
  NamedRequestBodies: "RequestBody",
  NamedResponses: "Response",
  NamedSchemas: "Schema",
};

/** @returns {ChangeVisitor} */
export function typeRemoved() {
  return Object.fromEntries(Object.entries(typed).map(([map, type]) => [map, { [type]: gone }]));
}

/** @returns {ChangeVisitor} */
export function typeAdded() {
  return {
    NamedSchemas: {
      Schema({ kind, node }, { report }) {
        if (kind === "added") report({ message: `\`${node.revision?.key}\` was added.` });
      },
    },
  };
}

/**
 * A call has its parameters by name, those of the path too.
 * @returns {ChangeVisitor}
 */
export function parameterRenamed() {
  return {
    Parameter(change, { report }) {
      if (change.kind === "modified" && change.property === "name")
        report({
          message: `\`${change.base.value}\` was renamed to \`${change.revision.value}\`.`,
        });
    },
  };
}

/**
 * The result of a call is the union of all successes.
 * @returns {ChangeVisitor}
 */
export function successAdded() {
  return {
    Responses: {
      Response({ kind, node }, { report }) {
        const status = String(node.revision?.key);
        if (kind === "added" && status.startsWith("2"))
          report({ message: `The success ${status} was added.` });
      },
    },
  };
}

/** @returns {ChangeVisitor} */
export function requestDefaultChanged() {
  /** @type {Judge} */
  const part = (_change, { report, getDirections }) => {
    if (getDirections().includes("request")) report({ message: "A default value changed." });
  };
  return {
    Schema(change, context) {
      if (change.kind === "modified" && change.property === "default") part(change, context);
    },
    Default: part,
    DefaultList: part,
    ServerVariable(change, { report }) {
      if (change.kind === "modified" && change.property === "default")
        report({ message: "The default region changed." });
    },
  };
}

/** @returns {ChangeVisitor} */
export function regionRemoved() {
  return {
    ServerVariablesMap: gone,
    ServerVariable(change, context) {
      gone(change, context);
      if (change.kind !== "modified" || change.property !== "enum") return;
      const regions = lost(change.base.value, change.revision.value);
      if (regions.length > 0) context.report({ message: `Removed: ${regions.join(", ")}.` });
    },
  };
}

/** @returns {ChangeVisitor} */
export function regionAdded() {
  return {
    ServerVariable(change, { report }) {
      if (change.kind !== "modified" || change.property !== "enum") return;
      const regions = lost(change.revision.value, change.base.value);
      if (regions.length > 0) report({ message: `Added: ${regions.join(", ")}.` });
    },
  };
}

/**
 * An operation without a list of its own falls back to that of the root.
 * @returns {ChangeVisitor}
 */
export function securityInherited() {
  return {
    Operation: {
      SecurityRequirementList(change, { report }) {
        if (change.kind !== "removed") return;
        const before = change.base.value;
        const after = contentOf(rootOf(change.node)?.revision).security;
        if (!Array.isArray(before) || !Array.isArray(after) || after.length === 0) return;
        // Redocly's own rule sees the alternatives of lists that both documents have.
        const accepted = before.length === 0 ? [{}] : before;
        const refused = accepted.filter(
          (alternative) => !after.some((other) => within(other, alternative)),
        );
        if (refused.length > 0)
          report({ message: "The operation now requires what the root does." });
      },
    },
  };
}

/** @param {NodePair} pair */
function rootOf(pair) {
  let root = pair;
  while (root.parent !== null) root = root.parent;
  return root;
}

/**
 * @param {object} schemes
 * @param {object} others
 */
function within(schemes, others) {
  return lost(Object.keys(schemes), Object.keys(others)).length === 0;
}

/** @returns {ChangeVisitor} */
export function deprecated() {
  /** @type {Judge} */
  const judge = (change, { report }) => {
    if (
      change.kind === "modified" &&
      change.property === "deprecated" &&
      change.revision.value === true
    )
      report({ message: `\`${sideOf(change.node)?.key}\` is deprecated now.` });
  };
  return { Header: judge, Operation: judge, Parameter: judge, Schema: judge };
}
