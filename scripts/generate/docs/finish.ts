import { createHash } from "node:crypto";

/** What the page gets besides what Redoc makes. */
export interface Extras {
  /** CSS that is put after Redoc's own. */
  theme: string;
  /** An SVG image. */
  favicon: string;
}

/**
 * Finishes a page of `redocly build-docs`: mends what would not work from disk or would need the
 * network, and locks it with a content security policy.
 *
 * @throws Error when a part of the page that has to be changed is no longer what it was, as after
 * an update of Redocly CLI.
 */
export function finish(page: string, { theme, favicon }: Extras): string {
  let html = page;
  html = replaceBadge(html);
  html = nameButtons(html);
  html = searchWithoutWorkers(html);
  html = useHashLinks(html);
  html = replaceOnce(html, "<!-- favicon -->", `<link rel="icon" href="${dataUri(favicon)}">`);
  html = replaceOnce(html, "<!-- theme -->", `<style>\n${theme}</style>`);
  return replaceOnce(
    html,
    "<!-- policy -->",
    `<meta http-equiv="Content-Security-Policy" content="${policy(html)}">`,
  );
}

/** Redoc's badge is an image from a CDN; the name in letters says the same. */
function replaceBadge(html: string): string {
  const image = /\(0,\w+\.jsx\)\(`img`,\{alt:`redocly logo`,[^{}]*logo-mini-full[^{}]*\}\)/;
  return replaceOnce(html, image, "`Redoc`");
}

/** Buttons that are only an icon, and have no name for those who do not see it. */
function nameButtons(html: string): string {
  const icon = "icon:\\(0,\\w+\\.jsx\\)\\(\\w+,\\{\\}\\)";
  const closeSecurity = new RegExp(`(?<=\\{onClick:\\w+,variant:\`ghost\`,${icon})(?=\\})`);
  const clearSearch = new RegExp(`(?<=${icon},tabIndex:-1)(?=\\})`);
  return replaceOnce(
    replaceOnce(html, closeSecurity, ',"aria-label":`Close`'),
    clearSearch,
    ',"aria-label":`Clear`',
  );
}

/**
 * Redoc searches in workers if it may make a function from a string, which the policy forbids, and
 * in the page if it may not. Trying would be a violation to report.
 */
function searchWithoutWorkers(html: string): string {
  const attempt = /try\{return \w+\._factory\?\?=Function\(\w+\),!0\}catch\{return!1\}/;
  return replaceOnce(html, attempt, "return!1");
}

/**
 * The prerendered links are paths, for a server that knows them. The script that takes over
 * routes by the hash, but leaves the links as they are, so that opening one in a new tab would
 * look for a file.
 */
function useHashLinks(html: string): string {
  const script = '<script type="module">';
  const [prerendered = "", ...rest] = html.split(script);
  return [prerendered.replaceAll(' href="/', ' href="#/'), ...rest].join(script);
}

/** Only what the page holds: no script but the one in it, and no connection. */
function policy(html: string): string {
  const scripts = [...html.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(
    ([, text = ""]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`,
  );
  return [
    "default-src 'none'",
    `script-src ${scripts.join(" ")}`,
    // Redoc makes its styles at run time, so that they cannot be known by their hash.
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

function replaceOnce(html: string, what: string | RegExp, by: string): string {
  const parts = html.split(what);
  if (parts.length !== 2) throw new Error(vanished(what));
  return parts.join(by);
}

function vanished(what: string | RegExp): string {
  return `The page that Redocly CLI made does not hold ${what} exactly once. scripts/generate/docs/finish.ts expects it: look at what changed and adapt it.`;
}
