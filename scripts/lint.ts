/**
 * Lint the specs and workflows. Redocly reports a YAML syntax error once for each reference to the
 * file, so report those first, each once.
 */
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseDocument } from "yaml";
import { parseOptions } from "./generate/lib/options.ts";
import { root } from "./generate/lib/spec.ts";
import { capture } from "./generate/lib/tools.ts";

parseOptions("Lint the specs and workflows of openapi/.", "npm run lint -w @dis-openapi/spec");

const folder = new URL("openapi/", root);
try {
  const errors = await syntaxErrors();
  if (errors.length > 0) throw new Error(errors.join("\n"));
  console.log(await capture("redocly", ["lint"], { cwd: fileURLToPath(folder) }));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function syntaxErrors(): Promise<string[]> {
  const names = (await readdir(folder, { recursive: true })).filter(
    (name) => name.endsWith(".yaml") && !/^(generated|dist|node_modules)\b/.test(name),
  );
  const found = await Promise.all(
    names.map(async (name) => {
      const { errors } = parseDocument(await readFile(new URL(name, folder), "utf8"));
      return errors.slice(0, 1).map(({ message }) => `openapi/${name}: ${message.trim()}`);
    }),
  );
  return found.flat();
}
