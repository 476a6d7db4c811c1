import { contentOf, gone, lost, sideOf } from "./pairs.js";

/**
 * @import { Change, ChangeVisitor, Judge, TreeNode } from "../redocly.d.ts"
 */

/** Keywords, besides a list of values, that decide the type of a response. */
const typeKeywords = ["type", "format", "const", "additionalProperties"];
const lowerBounds = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"];
const upperBounds = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"];
/** Keywords with the value that restricts. */
const flags = new Map([
  ["uniqueItems", true],
  ["additionalProperties", false],
]);
/** Keywords that restrict, and whose values cannot be compared. */
const opaque = [
  "type",
  "pattern",
  "format",
  "const",
  "multipleOf",
  "contentEncoding",
  "contentMediaType",
];

/**
 * A property that leaves a request breaks programs as well: TypeScript refuses unknown keys.
 * @returns {ChangeVisitor}
 */
export function propertyRemoved() {
  return {
    Schema: { SchemaProperties: gone, AllOf: gone },
    SchemaProperties: { Schema: gone },
    AllOf: { Schema: gone },
  };
}

/**
 * Known values are literals of a type, whether their list is open or closed.
 * @returns {ChangeVisitor}
 */
export function valueRemoved() {
  return {
    Schema(change, { report }) {
      if (change.kind !== "modified" || change.property !== "enum") return;
      const { base, revision } = change;
      if (base.value === undefined) report({ message: "The values became a closed list." });
      if (revision.value === undefined) return;
      const values = lost(base.value, revision.value);
      if (values.length > 0) report({ message: `Values were removed: ${values.join(", ")}.` });
    },
    AnyOf({ kind, node }, { report }) {
      if (kind === "removed" && openValues(node.base) !== undefined)
        report({ message: "The open list of values was removed." });
    },
  };
}

/** @returns {ChangeVisitor} */
export function valueAdded() {
  return {
    Schema(change, { report }) {
      const values = addedValues(change);
      if (values.length > 0) report({ message: `Values were added: ${values.join(", ")}.` });
    },
  };
}

/**
 * A program relies on the type of a response: wider breaks it like narrower.
 * @returns {ChangeVisitor}
 */
export function responseTypeChanged() {
  return {
    Schema(change, { report, getDirections }) {
      if (!getDirections().includes("response")) return;
      const { kind, node } = change;
      if (kind !== "modified") {
        const { key, parent } = sideOf(node) ?? {};
        const place = parent?.type.name ?? "";
        if (!["SchemaProperties", "NamedSchemas", "AllOf"].includes(place))
          report({ message: `A part of the type was ${kind}: \`${key}\`.` });
      } else if (typeKeywords.includes(change.property) && !sameItems(change)) {
        report({ message: `\`${change.property}\` changed.` });
      } else if (change.property === "enum" && change.revision.value === undefined) {
        report({ message: "The closed list of values was removed." });
      } else if (
        addedValues(change).length > 0 &&
        openValues(node.revision?.parent ?? undefined) === undefined
      ) {
        report({ message: "The closed list of values grew." });
      }
    },
    AnyOf: responseUnion,
    OneOf: responseUnion,
    Response: {
      MediaTypesMap({ kind }, { report }) {
        if (kind === "added") report({ message: "The response has a body now." });
      },
    },
  };
}

/** @type {Judge} */
function responseUnion({ kind }, { report, getDirections }) {
  if (kind !== "modified" && getDirections().includes("response"))
    report({ message: `A union was ${kind}.` });
}

/** @returns {ChangeVisitor} */
export function requestNarrowed() {
  return {
    Schema: requestEffect("narrowed"),
    AnyOf: requestEffect("narrowed"),
    OneOf: requestEffect("narrowed"),
    AllOf: requestEffect("narrowed"),
    RequestBody({ kind, node }, { report }) {
      if (kind === "added" && contentOf(node.revision).required === true)
        report({ message: "A required body was added." });
    },
  };
}

/** @returns {ChangeVisitor} */
export function requestLoosened() {
  return {
    Schema: requestEffect("loosened"),
    AnyOf: requestEffect("loosened"),
    OneOf: requestEffect("loosened"),
    Parameter: becameOptional,
    RequestBody: becameOptional,
  };
}

/** @type {Judge} */
function becameOptional(change, { report }) {
  if (change.kind === "modified" && change.property === "required" && change.base.value === true)
    report({ message: "It is no longer required." });
}

/**
 * @param {"narrowed" | "loosened"} effect
 * @returns {Judge}
 */
function requestEffect(effect) {
  return (change, { report, getDirections }) => {
    if (!getDirections().includes("request") || effectOf(change) !== effect) return;
    const what = change.kind === "modified" ? change.property : sideOf(change.node)?.key;
    report({ message: `\`${what}\` of a request ${effect}.` });
  };
}

/**
 * Return what a change does to the set of accepted requests.
 * @param {Change} change
 */
function effectOf(change) {
  const { kind, node } = change;
  if (sameItems(change)) return undefined;
  if (kind === "modified")
    return effectOfKeyword(change.property, change.base.value, change.revision.value);
  const side = sideOf(node);
  const name = side?.type.name ?? "";
  const place = side?.parent?.type.name ?? "";
  if (["SchemaProperties", "NamedSchemas"].includes(place)) return undefined;
  if (kind === "added" && place === "AllOf" && addsOnlyFields(side)) return "loosened";
  const opened = kind === "added" && opensList(node.parent?.base, node.revision);
  // One more member of a union accepts more; one more condition of any other kind accepts less.
  const more = ["AnyOf", "OneOf"].includes(place) || (name === "AnyOf" && opened);
  return (kind === "added") === more ? "loosened" : "narrowed";
}

/**
 * @param {string} keyword
 * @param {unknown} base
 * @param {unknown} revision
 */
function effectOfKeyword(keyword, base, revision) {
  if (keyword === "required") return lost(base, revision).length > 0 ? "loosened" : undefined;
  if (keyword === "enum") return revision === undefined ? "loosened" : undefined;
  if (keyword === "type" && base !== undefined && revision !== undefined)
    return [base].flat().every((type) => covers([revision].flat(), type)) ? "loosened" : "narrowed";
  if (flags.has(keyword)) return flags.get(keyword) === revision ? "narrowed" : "loosened";
  const bound = lowerBounds.includes(keyword) ? -1 : upperBounds.includes(keyword) ? 1 : 0;
  if (bound === 0 && !opaque.includes(keyword)) return undefined;
  if (revision === undefined) return "loosened";
  if (bound === 0 || base === undefined) return "narrowed";
  return (Number(revision) - Number(base)) * bound > 0 ? "loosened" : "narrowed";
}

/**
 * @param {unknown[]} types
 * @param {unknown} type
 */
function covers(types, type) {
  return types.includes(type) || (type === "integer" && types.includes("number"));
}

/**
 * Return whether only the order of a list changed.
 * @param {Change} change
 */
function sameItems(change) {
  if (change.kind !== "modified") return false;
  const [before, after] = [[change.base.value].flat(), [change.revision.value].flat()];
  return lost(before, after).length === 0 && lost(after, before).length === 0;
}

/**
 * A part of `allOf` that states nothing but fields makes none of them required.
 * @param {TreeNode | undefined} part
 */
function addsOnlyFields(part) {
  const keywords = ["type", "title", "description", "examples", "properties"];
  return Object.keys(contentOf(part)).every((key) => keywords.includes(key));
}

/** @param {Change} change */
function addedValues(change) {
  return change.kind === "modified" &&
    change.property === "enum" &&
    Array.isArray(change.base.value)
    ? lost(change.revision.value, change.base.value)
    : [];
}

/**
 * Return the known values of an open list: of an `anyOf` of which one part is any string.
 * @param {TreeNode | undefined} list
 */
function openValues(list) {
  if (list?.type.name !== "AnyOf") return undefined;
  const parts = list.children.map(contentOf);
  const open = parts.some((part) => part.type === "string" && !("enum" in part || "const" in part));
  return open ? parts.flatMap((part) => lost(part.enum, [])) : undefined;
}

/**
 * @param {TreeNode | undefined} closed
 * @param {TreeNode | undefined} list
 */
function opensList(closed, list) {
  const values = openValues(list);
  const known = contentOf(closed).enum;
  return values !== undefined && Array.isArray(known) && lost(known, values).length === 0;
}
