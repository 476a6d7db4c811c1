import { DisResponseError } from "./errors.js";
import { codeClasses } from "./generated/data.js";

/** Whether an error is an answer with a code that the spec has in the given class. */
export function hasCode(error: unknown, name: keyof typeof codeClasses): error is DisResponseError {
  const codes: readonly unknown[] = codeClasses[name];
  return error instanceof DisResponseError && codes.includes(error.code);
}

/** Whether an error is an answer with this status. */
function hasStatus(error: unknown, status: number): error is DisResponseError {
  return error instanceof DisResponseError && error.status === status;
}

/** Whether the stream does not exist (DIS.4301, which comes with the status 400, not 404). */
export function isStreamNotFound(error: unknown): error is DisResponseError {
  return hasCode(error, "streamNotFound");
}

/**
 * Whether the dump task does not exist (DIS.4354, which comes with the status 400, not 404).
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

/** Whether there were too many calls: the status 429, or a flow-control code, which may come with 400. */
export function isThrottled(error: unknown): error is DisResponseError {
  return hasCode(error, "throttled") || hasStatus(error, 429);
}

/**
 * Whether the credentials were refused: the status 401, or a code that says so (DIS has some with
 * the status 441). A 403, for credentials that are right and lack a permission, is none.
 */
export function isAuthError(error: unknown): error is DisResponseError {
  return hasStatus(error, 401) || hasCode(error, "badCredentials");
}
