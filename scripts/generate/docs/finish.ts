import { createHash } from "node:crypto";

/** What is added to Redoc's page. */
export interface Extras {
  /** CSS that follows Redoc's own. */
  theme: string;
  /** An SVG image. */
  favicon: string;
}

const icon = "icon:\\(0,\\w+\\.jsx\\)\\(\\w+,\\{\\}\\)";

/**
 * Redoc renders these parts at run time, after any edit of the HTML, so edit its script. The badge
 * is an image from a CDN, two icon buttons have no accessible name, trying `Function` to search in a
 * worker would violate the policy (Redoc then searches in the page), and the text that the search
 * finds and shows has no space between cells, items and paragraphs.
 */
const scriptEdits: [found: RegExp, replacement: string][] = [
  [/\(0,\w+\.jsx\)\(`img`,\{alt:`redocly logo`,[^{}]*logo-mini-full[^{}]*\}\)/, "`Redoc`"],
  [new RegExp(`(?<=\\{onClick:\\w+,variant:\`ghost\`,${icon})(?=\\})`), ',"aria-label":`Close`'],
  [new RegExp(`(?<=${icon},tabIndex:-1)(?=\\})`), ',"aria-label":`Clear`'],
  [
    /(typeof (\w)\.attributes\?\.content==`string`&&(\w)\.push\(\2\.attributes\.content\);for\(let (\w) of \2\.children\?\?\[\]\)\w\(\4\))(?=\}\}return \w\(\w\),\3\.join\(``\))/,
    "$1;/^(text|code|strong|em|link|inline)$/.test($2.type)||$3.push(` `)",
  ],
  [/try\{return \w+\._factory\?\?=Function\(\w+\),!0\}catch\{return!1\}/, "return!1"],
];

/**
 * Finish a page of `redocly build-docs`: fix what fails from disk or needs the network, and lock it
 * with a content security policy.
 *
 * @throws Error when a part to change is missing, as after an update of Redocly CLI.
 */
export function finish(page: string, { theme, favicon }: Extras): string {
  let html = useHashLinks(page);
  for (const [found, replacement] of scriptEdits) html = replaceOnce(html, found, replacement);
  html = replaceOnce(html, "<!-- favicon -->", `<link rel="icon" href="${dataUri(favicon)}">`);
  html = replaceOnce(html, "<!-- theme -->", `<style>\n${theme}</style>`);
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy(html)}">`;
  return replaceOnce(html, "<!-- policy -->", meta);
}

/**
 * Redoc routes by the hash, but leaves the prerendered links as paths. Opening one in a new tab
 * would look for a file.
 */
function useHashLinks(html: string): string {
  const script = '<script type="module">';
  const [prerendered = "", ...rest] = html.split(script);
  return [prerendered.replaceAll(' href="/', ' href="#/'), ...rest].join(script);
}

/** Allow the scripts of the page by their hashes, and no connection. */
function policy(html: string): string {
  const scripts = [...html.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(
    ([, text = ""]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`,
  );
  return [
    "default-src 'none'",
    `script-src ${scripts.join(" ")}`,
    // Redoc makes its styles at run time, so there is no hash to list.
    "style-src 'unsafe-inline'",
    "img-src data:",
    "font-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function dataUri(svg: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
}

/** Replace the only match. Groups of a pattern are written `$1`; in other texts `$` has no meaning. */
function replaceOnce(html: string, found: string | RegExp, replacement: string): string {
  const times = [...html.matchAll(new RegExp(found, "g"))].length;
  if (times === 1) {
    return typeof found === "string"
      ? html.replace(found, () => replacement)
      : html.replace(found, replacement);
  }
  throw new Error(
    `Redocly CLI's page must contain ${found} exactly once, not ${times} times. Adapt scripts/generate/docs/finish.ts to its new page.`,
  );
}
