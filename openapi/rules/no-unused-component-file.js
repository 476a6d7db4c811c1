import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/**
 * @import { Visitor } from "./redocly.d.ts"
 */

const FOLDERS = ["components", "paths", "code-samples"];

/**
 * Report files that no API refers to. Redocly's `no-unused-components` sees only the files that one
 * API refers to, so an unused file is invisible to it. This rule runs on one API, gets the roots of
 * the others as an option, and reads the folders itself.
 * @param {{ alsoReachedFrom?: string[] }} options root files of the other APIs, in the same folder
 * @returns {Visitor}
 */
export function noUnusedComponentFile({ alsoReachedFrom = [] }) {
  return {
    Root: {
      enter(_, { location, report }) {
        const root = location.source.absoluteRef;
        const folder = dirname(root);
        const roots = [root, ...alsoReachedFrom.map((name) => join(folder, name))];
        const used = filesReachedFrom(roots);
        const names = roots.map((file) => relative(folder, file)).join(" nor ");

        for (const file of FOLDERS.flatMap((name) => filesIn(join(folder, name)))) {
          if (used.has(file)) continue;
          report({
            message: `${relative(folder, file)} is used by neither ${names}: refer to it, or delete it.`,
            // The only way for a plugin to get a source that Redocly has not loaded itself.
            location: {
              source: new location.source.constructor(file, readFileSync(file, "utf8")),
              pointer: "#/",
            },
          });
        }
      },
    },
  };
}

/** @param {string} folder */
function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** @param {string[]} roots */
function filesReachedFrom(roots) {
  /** @type {Set<string>} */
  const reached = new Set();
  const queue = [...roots];
  for (const file of queue) {
    if (reached.has(file) || !existsSync(file)) continue;
    reached.add(file);
    if (!/\.(ya?ml|json)$/.test(file)) continue;
    // A reference in a comment counts too, which costs less than parsing YAML here.
    const references = readFileSync(file, "utf8").matchAll(
      /["']?(?:\$ref|externalValue)["']?:\s*["']?([^\s"'#]+\.\w+)/g,
    );
    for (const [, target = ""] of references) queue.push(resolve(dirname(file), target));
  }
  return reached;
}
