import { DisConfigError, type ErrorContext } from "./errors.js";

// An address as `URL` writes it: no user, query or fragment, and a loopback host if it is http.
const safeBase = /^(https|http(?=:\/\/(localhost|127(\.\d+){3}|\[::1\])[:/])):\/\/[^@?#]+$/;
const anyBase = /^https?:\/\/[^@?#]+$/;

/** The base of requests, without a slash at its end. @throws DisConfigError */
export function checkBase(option: string, value: unknown, allowHttp: boolean): string {
  let href = "";
  try {
    href = new URL(String(value)).href;
  } catch {
    // The test below refuses it.
  }
  if (!(allowHttp ? anyBase : safeBase).test(href)) {
    throw new DisConfigError(
      `${option} must be an https address without user or query (http: loopback only, or allowHttp)`,
    );
  }
  return href.replace(/\/+$/, "");
}

// A separator, a brace or a control character, as it is or encoded, or an empty or dot segment.
const unsafe = /[\\{}\p{Cc}]|%(2f|5c|7[bdf]|[01]|c2%[89])|\/(\.|%2e){0,2}(?=\/|$)/iu;

/**
 * Refuses an address that is not below the base, or whose path has a value that is missing, empty or
 * unsafe: each of them would reach another endpoint than was meant. It must see the address before
 * a URL parser does: that resolves `..` and leaves no trace.
 *
 * @throws DisConfigError
 */
export function checkUrl(url: string, base: string, context?: ErrorContext): void {
  const path = url.slice(base.length).replace(/[?#].*/s, "");
  if (!url.startsWith(`${base}/`) || unsafe.test(path)) {
    throw new DisConfigError(
      "a path value is missing, empty, a dot segment, or has a separator or control character",
      context,
    );
  }
}
