import { isNode } from "./nodes.js";

/** Extensions that say how the generated client and the mock behave. */
const behaviour = ["x-waiters", "x-resource"];
/** Extensions that explain. */
const documentation = ["x-aliases", "x-evidence"];

/**
 * Give types to extensions and examples, so that `redocly diff` looks into them. Of an extension
 * without one, it compares scalars and the scalars of an object. What it still passes over is a list
 * inside a list.
 * @param {Record<string, { extensionsPrefix?: string, properties: object }>} types
 */
export function extensionTypes(types) {
  const extended = Object.fromEntries(
    Object.entries(types).map(([name, type]) => [
      name,
      type.extensionsPrefix === "x-" ? withProperties(type, extensions) : type,
    ]),
  );
  return {
    ...extended,
    Root: withProperties(extended.Root, {
      "x-differences": "DocumentationList",
      "x-error-codes": "ErrorCodeList",
      "x-open-questions": "DocumentationList",
      "x-resources": "Behaviour",
      "x-sources": "DocumentationList",
    }),
    Example: withProperties(extended.Example, { value: treeOf("Documentation") }),
    Schema: withProperties(extended.Schema, {
      default: treeOf("Default"),
      // Lint still checks that it is a list.
      examples: (/** @type {unknown} */ value) =>
        Array.isArray(value) ? treeOf("Documentation")(value) : { type: "array" },
    }),
    ErrorCode: { properties: {}, additionalProperties: treeOf("Documentation") },
    ErrorCodeList: { properties: {}, items: "ErrorCode" },
    ...tree("Behaviour"),
    ...tree("Default"),
    ...tree("Documentation"),
  };
}

const extensions = Object.fromEntries([
  ...behaviour.map((key) => [key, treeOf("Behaviour")]),
  ...documentation.map((key) => [key, treeOf("Documentation")]),
]);

/**
 * @param {{ properties: object } | undefined} type
 * @param {object} properties
 */
function withProperties(type, properties) {
  return { ...type, properties: { ...type?.properties, ...properties } };
}

/**
 * Return the types of a value of any shape: objects and lists all the way down.
 * @param {string} name
 */
function tree(name) {
  return {
    [name]: { properties: {}, additionalProperties: treeOf(name) },
    [`${name}List`]: { properties: {}, items: treeOf(name) },
  };
}

/** The type that Redocly compares as a property of what holds it: scalars, and lists of scalars. */
const scalar = { name: "scalar", properties: {} };

/** @param {string} name */
function treeOf(name) {
  return (/** @type {unknown} */ value) => {
    if (Array.isArray(value))
      return value.some((item) => Object(item) === item) ? `${name}List` : scalar;
    return isNode(value) ? name : scalar;
  };
}
