import type { Body } from "./body.js";
import { DisParseError, DisResponseError, type ErrorContext } from "./errors.js";
import { scrub } from "./redact.js";
import { retryAfterMs } from "./retry.js";

/**
 * Return the JSON object of a successful response.
 *
 * @throws DisParseError, never with the error of `JSON.parse` as its cause: that quotes the body,
 *   which may hold a secret.
 */
export function readSuccess(response: Response, body: Body, context: ErrorContext): object {
  const data = parse(body.text);
  const path = findUnsafeInteger(body.text, data);
  let { problem } = body;
  if (path) problem = `has an integer that would be rounded, at ${path}`;
  else if (!data) problem ??= body.text ? `is not a JSON object${mediaType(response)}` : "is empty";
  if (!data || problem) {
    throw new DisParseError(`the body of the ${response.status} ${problem}`, context, { path });
  }
  return data;
}

/** Build the error for a failed response of DIS, the gateway, IAM or a proxy. */
export function readError(
  response: Response,
  body: Body,
  context: ErrorContext,
  secrets: ReadonlySet<string>,
): DisResponseError {
  const { status, headers } = response;
  // DIS sends errorCode and message, the gateway error_code, error_msg and request_id, and IAM an
  // object `error` with code and message.
  const outer = parse(body.text) ?? {};
  const inner: Record<string, unknown> = Object(outer.error ?? outer);
  // One line of limited length.
  const line = (value: unknown) =>
    typeof value === "string" || typeof value === "number"
      ? scrub(`${value}`, secrets)
          .replace(/\p{Cc}+/gu, " ")
          .slice(0, 500)
      : undefined;
  const code = line(inner.errorCode ?? inner.error_code ?? inner.code);
  const wait = retryAfterMs(headers);
  return new DisResponseError(
    [
      status,
      code,
      line(inner.message ?? inner.error_msg) ?? `without a readable error${mediaType(response)}`,
      wait !== undefined && `(Retry-After: ${Math.ceil(wait / 1000)} s)`,
    ]
      .filter(Boolean)
      .join(" "),
    { ...context, requestId: context.requestId ?? line(outer.request_id) },
    { status, code, retryAfterMs: wait },
  );
}

/** Return the object in a JSON text; undefined for anything else. */
function parse(text: string): Record<string, unknown> | undefined {
  try {
    const data: unknown = JSON.parse(text);
    // Nothing is known of its keys yet, hence the type.
    return typeof data === "object" && data && !Array.isArray(data)
      ? (data as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Return the path of the first integer that `JSON.parse` has silently rounded. */
function findUnsafeInteger(text: string, data: unknown): string | undefined {
  // Such an integer has at least 16 digits.
  if (!/[:,[\s]-?\d{16}/.test(text)) return undefined;
  // A growing list instead of recursion, which a deep body could overflow.
  const found: [value: unknown, path: string][] = [[data, "$"]];
  for (const [value, path] of found) {
    if (typeof value === "number" && Math.abs(value) > Number.MAX_SAFE_INTEGER) return path;
    if (typeof value !== "object") continue;
    for (const [key, inner] of Object.entries(value ?? {})) found.push([inner, `${path}.${key}`]);
  }
  return undefined;
}

function mediaType({ headers }: Response): string {
  const type = /^[\w.+/-]{1,60}/.exec(headers.get("content-type") ?? "");
  return type ? ` (${type})` : "";
}
