import type { Filled } from "./check.js";
import {
  type DisClientError,
  DisConnectionError,
  DisResponseError,
  DisTimeoutError,
  hasCode,
  isThrottled,
} from "./errors.js";
import type { RetryOptions } from "./options.js";

/** Return whether a request may be sent twice (RFC 9110). */
export function isIdempotent(method: string): boolean {
  return method !== "POST" && method !== "PATCH";
}

/** Return whether a failed attempt may nevertheless have done what was asked. */
export function mayHaveActed(error: DisClientError): boolean {
  if (error instanceof DisResponseError) return !isThrottled(error);
  // Node, Bun and Deno each report a refused connection in words of their own.
  return !/ECONNREFUSED|connection ?refused/i.test(`${Object(error.cause).code} ${error.message}`);
}

/** Return the pause before another attempt, in milliseconds; undefined if a retry cannot help. */
export function retryDelay(
  error: DisClientError,
  attempt: number,
  { baseDelayMs, maxDelayMs, maxRetryAfterMs }: Filled<RetryOptions>,
): number | undefined {
  if (error instanceof DisResponseError) {
    const transient =
      [408, 429, 500, 502, 503, 504].includes(error.status) || hasCode(error, "throttled");
    // "Too many failures" blocks the address, for longer with each new one.
    if (!transient || hasCode(error, "blocked")) return undefined;
    const { retryAfterMs: asked } = error;
    if (asked !== undefined) return asked > maxRetryAfterMs ? undefined : asked;
  } else if (!(error instanceof DisConnectionError || error instanceof DisTimeoutError)) {
    return undefined;
  }
  // Full jitter under a limit that doubles.
  return Math.random() * Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1));
}

/**
 * Return the delay that `Retry-After` requests, in milliseconds, from seconds or an HTTP date. A date
 * counts from the `Date` of the same response, so that a wrong local clock does not matter.
 */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get("retry-after") ?? "";
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  // A form of it (asctime) lacks the zone, and Date.parse takes "-1" for a date.
  const at = /^[A-Z]/.test(value) ? Date.parse(value.replace(/( GMT)?$/, " GMT")) : Number.NaN;
  const wait = at - (Date.parse(headers.get("date") ?? "") || Date.now());
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
