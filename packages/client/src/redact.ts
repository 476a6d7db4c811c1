import { sensitive } from "./generated/data.js";

const hidden = "[redacted]";
const names = new Set<string>(sensitive.map((name) => name.toLowerCase()));

/** Return a text without the secrets that the function was made for. */
export type Scrub = (text: string) => string;

/**
 * Make a function that removes secrets from a text, and every eight letters or digits in a row that it
 * shares with them, since an echo may escape the characters between these. Secrets of fewer than four
 * characters stay: replacing "a" everywhere would only make the text unreadable.
 *
 * Its time depends on the text alone: tokens have thousands of characters.
 */
export function scrubber(secrets: Iterable<string>): Scrub {
  const forms = [...secrets]
    .filter(({ length }) => length > 3)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  // The longest first: a secret may contain another.
  const all = [...new Set(forms)].sort((a, b) => b.length - a.length);
  const parts = new Set<string>();
  for (const run of all.flatMap((secret) => secret.match(runs) ?? [])) {
    for (let at = 0; at + 8 <= run.length; at++) parts.add(run.slice(at, at + 8));
  }
  return (text) =>
    all
      .reduce((rest, secret) => rest.replaceAll(secret, hidden), text)
      .replace(runs, (run) => hideParts(run, parts));
}

const runs = /[a-z\d]{8,}/gi;

function hideParts(run: string, parts: ReadonlySet<string>): string {
  let text = "";
  let done = 0;
  for (let at = 0; at + 8 <= run.length; at++) {
    if (!parts.has(run.slice(at, at + 8))) continue;
    if (at >= done) text += run.slice(done, at) + hidden;
    done = at + 8;
  }
  return text + run.slice(done);
}

/**
 * Return text of a server for an error: without secrets, on one line of at most 500 characters, and
 * without characters that are invisible or change the direction of the text.
 */
export function line(text: string, scrub: Scrub): string {
  return scrub(text.replace(/\p{Cf}+/gu, "").replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")).slice(0, 500);
}

/** Return a copy of a JSON text's value, without secrets and without fields the spec marks sensitive. */
export function redactJson(text: string, scrub: Scrub): unknown {
  const copy = (value: unknown): unknown => {
    if (typeof value === "string") return scrub(value);
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) =>
        names.has(key.toLowerCase()) ? [key, hidden] : [scrub(key), copy(inner)],
      ),
    );
  };
  try {
    return copy(JSON.parse(text));
  } catch {
    // Not JSON, or nested too deeply for a hook to read.
    return undefined;
  }
}

/** Return a copy of headers with lower-case names, redacted in the same way. */
export function redactHeaders(headers: Headers, scrub: Scrub): Record<string, string> {
  return Object.fromEntries(
    [...headers].map(([name, value]) => [name, names.has(name) ? hidden : scrub(value)]),
  );
}

/**
 * Return a copy of a runtime's error: the message and code of the innermost cause, since "fetch failed"
 * alone is not helpful. The original may hold the request with its headers.
 */
export function redactCause(error: unknown, scrub: Scrub): Error {
  let inner = Object(error);
  for (let depth = 0; depth < 9 && inner.cause; depth++) inner = Object(inner.cause);
  const { code } = inner;
  return Object.assign(
    new Error(line(textOf(inner), scrub)),
    typeof code === "string" && { code: line(code, scrub) },
  );
}

/** Return a value as text, also when its `toString` fails. */
export function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "an unreadable error";
  }
}
