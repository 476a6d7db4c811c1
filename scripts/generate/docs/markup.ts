import type { Spec } from "../../../openapi/openapi.d.cts";

/** The keys of texts that Redoc renders as Markdown. */
const keys = ["title", "description", "says", "decision", "meaning", "advice", "asks", "literal"];

/**
 * Copy a bundle and escape what would become an element: HTML, which Markdown lets through, and tags
 * of Markdoc. Lint refuses both, but a `<meta>` among the texts would lead away from the page in spite
 * of its policy. Redoc's option `sanitize` cannot do it: Redocly CLI fails to prerender with it.
 */
export function withoutMarkup(bundle: Spec): Spec {
  return JSON.parse(JSON.stringify(bundle), (key, value) => {
    if (typeof value === "string") return keys.includes(key) ? escaped(value) : value;
    if (key !== "x-enumDescriptions") return value;
    return Object.fromEntries(
      Object.entries<string>(value).map(([name, text]) => [name, escaped(text)]),
    );
  });
}

/** Within a code span `<` is literal, and an entity would show. */
function escaped(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 0 ? part.replaceAll("<", "&lt;") : part))
    .join("")
    .replaceAll("{%", "{ %");
}
