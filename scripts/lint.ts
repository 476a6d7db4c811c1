import { fileURLToPath } from "node:url";
import { parseOptions } from "./generate/lib/options.ts";
import { root } from "./generate/lib/spec.ts";
import { checkSyntax } from "./generate/lib/syntax.ts";
import { capture } from "./generate/lib/tools.ts";

parseOptions("Lint the specs and workflows of openapi/.", "npm run lint -w @dis-openapi/spec");

const folder = new URL("openapi/", root);
try {
  await checkSyntax(folder);
  console.log(await capture("redocly", ["lint"], { cwd: fileURLToPath(folder) }));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
