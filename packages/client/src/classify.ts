import { DisResponseError } from "./errors.js";
import { codeClasses } from "./generated/data.js";

/** Return whether an error is a response with a code of the given class of the spec. */
export function hasCode(error: unknown, name: keyof typeof codeClasses): error is DisResponseError {
  const codes: readonly unknown[] = codeClasses[name];
  return error instanceof DisResponseError && codes.includes(error.code);
}

/** Return whether an error is a response with this status. */
function hasStatus(error: unknown, status: number): error is DisResponseError {
  return error instanceof DisResponseError && error.status === status;
}

/** Return whether the stream does not exist (DIS.4301, which comes with the status 400, not 404). */
export function isStreamNotFound(error: unknown): error is DisResponseError {
  return hasCode(error, "streamNotFound");
}

/**
 * Return whether the dump task does not exist (DIS.4354, which comes with the status 400, not 404).
 *
 * @example
 * ```ts
 * import { isTaskNotFound } from "@dis-openapi/client";
 *
 * await dis
 *   .showTransferTask({ stream_name: "newstream", task_name: "nobody-made-it" })
 *   .catch((error: unknown) => console.log(isTaskNotFound(error))); //=> true
 * ```
 */
export function isTaskNotFound(error: unknown): error is DisResponseError {
  return hasCode(error, "taskNotFound");
}

/** Return whether there were too many calls: status 429, or a flow-control code, which may come with 400. */
export function isThrottled(error: unknown): error is DisResponseError {
  return hasCode(error, "throttled") || hasStatus(error, 429);
}

/**
 * Return whether the credentials were refused: status 401, or a code for it (some DIS codes come with
 * status 441). A 403 means valid credentials without the permission, and does not count.
 */
export function isAuthError(error: unknown): error is DisResponseError {
  return hasStatus(error, 401) || hasCode(error, "badCredentials");
}
