import { makeBundles } from "./lib/bundle.ts";
import { generator } from "./lib/output.ts";
import { root } from "./lib/spec.ts";

await generator(
  "scripts/generate/bundle.ts",
  `Bundles openapi/openapi.yaml and openapi/iam.yaml, each to one YAML and one JSON file in
openapi/generated, with the decorators of openapi/redocly.yaml.`,
  () => makeBundles(new URL("openapi/", root)),
);
