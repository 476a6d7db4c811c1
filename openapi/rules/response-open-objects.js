import { nameOf } from "./nodes.js";
import { forEachSuccessSchema } from "./success-schemas.js";

/**
 * Objects stay open by saying nothing. `false` would refuse fields that the service really sends,
 * and `true` or a schema would put an index signature into the types.
 */
export function responseOpenObjects() {
  return forEachSuccessSchema((schema, location, report) => {
    for (const keyword of ["additionalProperties", "unevaluatedProperties"]) {
      if (!(keyword in schema)) continue;
      report({
        message: `${nameOf(location)} is part of a 2xx response, where objects stay open by saying nothing: delete \`${keyword}\`.`,
        location: location.child(keyword).key(),
      });
    }
  });
}
