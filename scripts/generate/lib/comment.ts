import type { Annotated, Schema } from "../../../openapi/openapi.d.cts";
import { meaningsOf, openValues } from "./enumerations.ts";
import { joined } from "./jsdoc.ts";

/** Where a row of the register of differences is described. */
const register = "https://github.com/dis-openapi/dis-openapi/blob/main/docs/differences.md";

/**
 * Return what the comment on something of the spec says: its meaning, the default, limits and known
 * values of its schema, and in one line how well it is known.
 */
export function comment(described: Annotated, schema: Schema = {}): string {
  return joined([described.description, limits(schema), values(schema), confidence(described)]);
}

function limits(schema: Schema): string {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems, pattern } = schema;
  return joined(
    [
      schema.default === undefined ? "" : `Default: \`${JSON.stringify(schema.default)}\`.`,
      span("Range", minimum, maximum),
      span("Length", minLength, maxLength, " characters"),
      span("Entries", minItems, maxItems),
      pattern === undefined ? "" : `Pattern: \`${pattern}\`.`,
    ],
    " ",
  );
}

function span(what: string, from: number | undefined, to: number | undefined, unit = ""): string {
  if (from === undefined && to === undefined) return "";
  if (to === undefined) return `${what}: at least ${from}${unit}.`;
  return `${what}: ${from === undefined ? "at most " : `${from} to `}${to}${unit}.`;
}

function values(schema: Schema): string {
  const known = Object.entries(meaningsOf(schema)).map(
    ([value, meaning]) => `- \`${JSON.stringify(value)}\`: ${meaning}`,
  );
  const heading = openValues(schema) === undefined ? "" : "Known values:";
  return known.length === 0 ? "" : joined([heading, known.join("\n")]);
}

/** Name the confidence, and the rows of the register that say why. */
function confidence(described: Annotated): string {
  const known = described["x-confidence"];
  if (known === undefined) return "";
  const ids = new Set((described["x-evidence"] ?? []).flatMap(({ id }) => id ?? []));
  const links = [...ids]
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .map((id) => `[${id}](${register}#${id.toLowerCase()})`);
  const words = known === "sdk" ? "known from SDKs only" : known;
  return `Confidence: ${words}.${links.length === 0 ? "" : ` See ${links.join(", ")}.`}`;
}
