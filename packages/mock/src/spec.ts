import { createRequire } from "node:module";
import type { Document } from "openapi-backend";

/** The two bundled descriptions that the mock serves. */
export interface Specs {
  readonly dis: Document;
  readonly iam: Document;
}

export function loadSpecs(): Specs {
  // `require` reads JSON on every supported runtime without a warning.
  const require = createRequire(import.meta.url);
  return {
    dis: require("@dis-openapi/spec/openapi.json"),
    iam: require("@dis-openapi/spec/iam.json"),
  };
}
