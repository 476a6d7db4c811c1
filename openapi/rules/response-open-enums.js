import { isNode, nameOf } from "./nodes.js";
import { forEachSuccessSchema } from "./success-schemas.js";

/** The keywords that leave a string open. */
const ANNOTATION = /^(type|title|description|examples|x-.+)$/;

/**
 * An undocumented value must never break a client, so every list of values has an open string beside
 * it. Such an enumeration is a component of its own, since generated code needs a name for it.
 */
export function responseOpenEnums() {
  /**
   * The places where a list of values is allowed, and whether the schema around it is a component.
   * @type {Map<string, boolean>}
   */
  const opened = new Map();

  return forEachSuccessSchema((schema, location, report) => {
    if (Array.isArray(schema.anyOf) && schema.anyOf.some(isOpenString)) {
      const isComponent = location.pointer === "#/";
      for (const branch of schema.anyOf.keys()) {
        opened.set(location.child(["anyOf", branch]).absolutePointer, isComponent);
      }
    }

    for (const keyword of ["enum", "const"]) {
      if (!(keyword in schema)) continue;
      const isComponent = opened.get(location.absolutePointer);
      if (isComponent === undefined) {
        report({
          message: `${nameOf(location)} closes a 2xx response with \`${keyword}\`: write \`anyOf: [{ type: string, enum: [...] }, { type: string }]\`, so that an unknown value stays valid.`,
          location: location.child(keyword).key(),
        });
      } else if (!isComponent) {
        report({
          message: `${nameOf(location)} lists values inline: move the list to a file in components/schemas and refer to it, so that it has a name.`,
          location: location.child(keyword).key(),
        });
      }
    }
  });
}

/** @param {unknown} branch */
function isOpenString(branch) {
  if (!isNode(branch) || branch.type !== "string") return false;
  return Object.keys(branch).every((key) => ANNOTATION.test(key));
}
