import { nameOf } from "./nodes.js";
import { forEachSuccessSchema } from "./success-schemas.js";

/** The service guarantees no field: captures lack fields documented as mandatory (D7). */
export function responseNoRequired() {
  return forEachSuccessSchema((schema, location, report) => {
    if (!("required" in schema)) return;
    report({
      message: `${nameOf(location)} is part of a 2xx response, where any key may be absent: delete \`required\`.`,
      location: location.child("required").key(),
    });
  });
}
