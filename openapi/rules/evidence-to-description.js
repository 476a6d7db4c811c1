import { isNode, isText } from "./nodes.js";

/**
 * @import { Node, Visitor } from "./redocly.d.ts"
 */

/** @type {Record<string, string>} */
const KNOWN = {
  documented: "**Documented.**",
  observed: "**Observed.**",
  sdk: "**Known from SDKs only.**",
  inferred: "**Inferred.**",
};

/**
 * A decorator: append a field's evidence and confidence to its description, in Markdown that reads
 * well in Redoc and in an editor. The extensions stay for programs.
 * @returns {Visitor}
 */
export function evidenceToDescription() {
  return {
    SchemaProperties: {
      enter(properties) {
        for (const property of Object.values(properties)) {
          if (isNode(property)) describe(property);
        }
      },
    },
    NamedSchemas: {
      enter(schemas) {
        for (const schema of Object.values(schemas)) {
          if (isNode(schema)) describe(schema);
        }
      },
    },
    Operation: { enter: describe },
    Parameter: { enter: describe },
    Header: { enter: describe },
  };
}

/** @param {Node} field a field, a schema or an operation */
function describe(field) {
  const known = KNOWN[String(field["x-confidence"])];
  if (known === undefined) return;

  const evidence = field["x-evidence"];
  const lines = Array.isArray(evidence)
    ? evidence.map(({ id, source, says }) => `- ${id ? `${id}, ` : ""}${source}: ${says.trim()}`)
    : [];
  const note = lines.length > 0 ? `${known} Evidence:\n\n${lines.join("\n")}` : known;

  const description = isText(field.description) ? field.description.trimEnd() : "";
  // The docs are built from a bundle with the same configuration: append only once.
  if (!description.endsWith(note)) field.description = `${description}\n\n${note}`.trimStart();
}
