import { sensitive } from "./generated/data.js";

const hidden = "[redacted]";
const names = new Set<string>(sensitive.map((name) => name.toLowerCase()));

/**
 * Return a text without the given secrets, and without their longer runs of letters and digits, since
 * an echo may escape the characters between these. Secrets of fewer than four characters stay:
 * replacing "a" everywhere would only make the text unreadable.
 */
export function scrub(text: string, secrets: ReadonlySet<string>): string {
  return (
    [...secrets]
      .flatMap((secret) => [secret, ...(secret.match(/[a-z\d]{8,}/gi) ?? [])])
      .filter(({ length }) => length > 3)
      // The longest first: a secret may contain another.
      .sort((a, b) => b.length - a.length)
      .reduce((rest, secret) => rest.replaceAll(secret, hidden), text)
  );
}

/** Return a copy of a JSON text's value, without secrets and without fields the spec marks sensitive. */
export function redactJson(text: string, secrets: ReadonlySet<string>): unknown {
  try {
    return JSON.parse(text, (key, value) =>
      names.has(key.toLowerCase())
        ? hidden
        : typeof value === "string"
          ? scrub(value, secrets)
          : value,
    );
  } catch {
    return undefined;
  }
}

/** Return a copy of headers with lower-case names, redacted in the same way. */
export function redactHeaders(
  headers: Headers,
  secrets: ReadonlySet<string>,
): Record<string, string> {
  // The copy of an object of strings has the same keys.
  return redactJson(JSON.stringify(Object.fromEntries(headers)), secrets) as Record<string, string>;
}

/**
 * Return a copy of a runtime's error: the message and code of the innermost cause, since "fetch failed"
 * alone is not helpful. The original may hold the request with its headers.
 */
export function redactCause(error: unknown, secrets: ReadonlySet<string>): Error {
  let inner = Object(error);
  for (let depth = 0; depth < 9 && inner.cause; depth++) inner = Object(inner.cause);
  const code = inner.code && scrub(String(inner.code), secrets);
  return Object.assign(new Error(scrub(String(inner), secrets)), code && { code });
}
