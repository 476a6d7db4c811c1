import { dirname, relative } from "node:path";
import { componentName } from "./nodes.js";

/**
 * @import { Visitor } from "./redocly.d.ts"
 */

/** @type {Record<string, string>} */
const FOLDERS = {
  Schema: "schemas",
  Parameter: "parameters",
  Header: "headers",
  Response: "responses",
  RequestBody: "requestBodies",
  Example: "examples",
  SecurityScheme: "securitySchemes",
};
/** In these maps the key is a name that readers and the mock use: it must equal the file name. */
const NAMED_BY_KEY = ["Example", "SecurityScheme"];

/**
 * The bundler names a component after its file, so every reference leads to
 * `components/<kind>/<Name>.yaml`. Since that leaves one file per name, components cannot collide,
 * including the kinds that the built-in `component-name-unique` does not check.
 * @returns {Visitor}
 */
export function fileNameEqualsComponentName() {
  let root = "";
  return {
    Root: {
      enter(_, context) {
        root = dirname(context.location.source.absoluteRef);
      },
    },
    ref: {
      enter(node, { key, type, location, report }, resolved) {
        if (!resolved.location || resolved.node === undefined) return;
        const { source, pointer } = resolved.location;
        const wanted = wantedFile(type.name, String(key), componentName(resolved.location));
        if (wanted === undefined) return;
        const file = relative(root, source.absoluteRef).replaceAll("\\", "/");
        if (file === wanted && pointer === "#/") return;
        report({
          message: `\`${node.$ref}\` must refer to the file \`${wanted}\`: a component has the name of its file.`,
          location: location.child("$ref"),
        });
      },
    },
  };
}

/**
 * @param {string} type
 * @param {string} key
 * @param {string} fileName
 */
function wantedFile(type, key, fileName) {
  if (type === "PathItem") return `paths/${key.slice(1).replaceAll("/", "_")}.yaml`;
  const folder = FOLDERS[type];
  if (folder === undefined) return undefined;
  const name = NAMED_BY_KEY.includes(type) ? key : fileName;
  const isWellCased = type === "SecurityScheme" || /^[A-Z][A-Za-z0-9]*$/.test(name);
  return `components/${folder}/${isWellCased ? name : "<PascalCaseName>"}.yaml`;
}
