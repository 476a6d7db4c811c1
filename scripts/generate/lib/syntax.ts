import { readdir, readFile } from "node:fs/promises";
import { parseDocument } from "yaml";

/**
 * Refuse YAML files of a spec's folder that do not parse, each with its first error. Redocly repeats
 * such an error for each reference to the file.
 *
 * @throws Error that names the files.
 */
export async function checkSyntax(folder: URL): Promise<void> {
  const names = (await readdir(folder, { recursive: true })).filter(
    (name) => name.endsWith(".yaml") && !/^(generated|dist|node_modules)\b/.test(name),
  );
  const errors = await Promise.all(
    names.map(async (name) => {
      const { errors } = parseDocument(await readFile(new URL(name, folder), "utf8"));
      return errors.slice(0, 1).map(({ message }) => `openapi/${name}: ${message.trim()}`);
    }),
  );
  if (errors.flat().length > 0) throw new Error(errors.flat().join("\n"));
}
