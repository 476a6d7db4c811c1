import { sensitive } from "./generated/data.js";

const hidden = "[redacted]";
const names = new Set<string>(sensitive.map((name) => name.toLowerCase()));

/**
 * A text without the given secrets, and without their longer runs of letters and digits: whoever
 * echoes a secret may have escaped what is between these. Secrets of fewer than four characters
 * stay: to replace "a" everywhere would hide nothing but the text.
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

/** A copy of what a JSON text holds, without secrets and without what the spec calls sensitive. */
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

/** A copy of headers, their names in lower case, without the same. */
export function redactHeaders(
  headers: Headers,
  secrets: ReadonlySet<string>,
): Record<string, string> {
  // An object of texts goes in, and one with the same keys comes out.
  return redactJson(JSON.stringify(Object.fromEntries(headers)), secrets) as Record<string, string>;
}

/**
 * A copy of what made a runtime fail: the innermost cause, since "fetch failed" says nothing, and
 * of that no more than the text and the code. The original may hold the request with its headers.
 */
export function redactCause(error: unknown, secrets: ReadonlySet<string>): Error {
  let inner = Object(error);
  for (let depth = 0; depth < 9 && inner.cause; depth++) inner = Object(inner.cause);
  const code = inner.code && scrub(String(inner.code), secrets);
  return Object.assign(new Error(scrub(String(inner), secrets)), code && { code });
}
