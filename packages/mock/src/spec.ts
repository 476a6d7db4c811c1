import { createRequire } from "node:module";
import type { Spec } from "@dis-openapi/spec/openapi.json";

/** The two bundled descriptions that the mock serves. */
export interface Specs {
  readonly dis: Spec;
  readonly iam: Spec;
}

export function loadSpecs(): Specs {
  // `require` reads JSON on every supported runtime without a warning.
  const require = createRequire(import.meta.url);
  return {
    dis: require("@dis-openapi/spec/openapi.json"),
    iam: require("@dis-openapi/spec/iam.json"),
  };
}
