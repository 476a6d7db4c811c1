import { nameOf } from "./nodes.js";
import { forEachSuccessSchema } from "./success-schemas.js";

/**
 * Objects stay open by omitting `additionalProperties`: `false` would refuse fields that the service
 * sends, and `true` or a schema would add an index signature to the types.
 */
export function responseOpenObjects() {
  return forEachSuccessSchema((schema, location, report) => {
    for (const keyword of ["additionalProperties", "unevaluatedProperties"]) {
      if (!(keyword in schema)) continue;
      report({
        message: `${nameOf(location)} is part of a 2xx response, where objects stay open: delete \`${keyword}\`.`,
        location: location.child(keyword).key(),
      });
    }
  });
}
