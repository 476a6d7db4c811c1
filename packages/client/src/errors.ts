import { codeClasses } from "./generated/data.js";
import type { KnownErrorCode } from "./generated/error-codes.js";

/** The call that an error ended. */
export interface ErrorContext {
  readonly operationId?: string | undefined;
  readonly requestId?: string | undefined;
  readonly attempts?: number | undefined;
}

/** A code of DIS, of the API gateway or of IAM: those of the spec by name, and any other. */
export type ErrorCode = KnownErrorCode | (string & {});

// In the global registry, so that two installed copies of this package know each other's errors.
const brand = Symbol.for("@dis-openapi/client/error");

/**
 * Base class of every error of this client. `instanceof` works with it and with the classes below
 * across two installed copies of the package.
 *
 * An error contains no secret: text from a server or the runtime is copied with every secret of the
 * call replaced.
 */
export abstract class DisClientError extends Error {
  /** Name of the class, which minifiers do not change. */
  static readonly kind: string = "DisClientError";

  /** The operation that was called, by its id in the spec; undefined when there was none. */
  declare readonly operationId: string | undefined;
  /** `X-Request-Id` of the last response, for the provider's support. */
  declare readonly requestId: string | undefined;
  /** How many times the request was sent; 0 when the error came before any network. */
  declare readonly attempts: number;

  constructor(
    message: string,
    { operationId, requestId, attempts = 0 }: ErrorContext = {},
    { cause, ...details }: { readonly cause?: unknown; readonly [detail: string]: unknown } = {},
  ) {
    const notes = [
      requestId && `request id ${requestId}`,
      attempts > 1 && `${attempts} attempts`,
    ].filter(Boolean);
    super(
      (operationId ? `${operationId}: ` : "") +
        message +
        (notes[0] ? ` (${notes.join(", ")})` : ""),
      cause ? { cause } : {},
    );
    Object.assign(this, { operationId, requestId, attempts }, details);
  }

  override get name(): string {
    return this[brand];
  }

  get [brand](): string {
    // An instance is made by this class or by one that extends it.
    return (this.constructor as typeof DisClientError).kind;
  }

  static override readonly [Symbol.hasInstance] = isInstance;
}

function isInstance(this: typeof DisClientError, value: unknown): boolean {
  // A class that a program derives from these has no kind of its own, and is asked as usual.
  if (!Object.hasOwn(this, "kind")) return Function.prototype[Symbol.hasInstance].call(this, value);
  const found: unknown = Object(value)[brand];
  return found === this.kind || (found !== undefined && this.kind === "DisClientError");
}

/** An option or argument is wrong, or a credential is unavailable. Nothing was sent to DIS. */
export class DisConfigError extends DisClientError {
  static override readonly kind = "DisConfigError";
}

/** No response, or an incomplete one: refused, reset, unknown host. `cause` is the runtime's error. */
export class DisConnectionError extends DisClientError {
  static override readonly kind = "DisConnectionError";
}

/** No complete response in time: see `timeoutMs` and `totalTimeoutMs`. */
export class DisTimeoutError extends DisClientError {
  static override readonly kind = "DisTimeoutError";
}

/** A failed response: 4xx, 5xx, or a redirect, which is never followed. */
export class DisResponseError extends DisClientError {
  static override readonly kind = "DisResponseError";

  /** HTTP status; 0 for a redirect that a browser hides. */
  declare readonly status: number;
  /**
   * Error code in the body, such as `DIS.4301` for a missing stream: a code of DIS, the gateway or
   * IAM, whichever responded. Undefined if the body has none. `describeError` of
   * `@dis-openapi/client/codes` explains the known ones.
   */
  declare readonly code: ErrorCode | undefined;
  /** Delay requested by `Retry-After`, in milliseconds. */
  declare readonly retryAfterMs: number | undefined;
}

/**
 * A success that cannot be read as what the spec promises: empty, not JSON, not UTF-8, larger than
 * `maxResponseBytes`, or with a number that JavaScript would round to another integer or to infinity.
 */
export class DisParseError extends DisClientError {
  static override readonly kind = "DisParseError";

  /** Where in the body that number is, as in `$.partitions.0.discard`. */
  declare readonly path: string | undefined;
}

/** Return whether a code is in the given class of the spec. */
export function isCode(code: unknown, name: keyof typeof codeClasses): boolean {
  const codes: readonly unknown[] = codeClasses[name];
  return codes.includes(code);
}

/** Return whether an error is a response with a code of the given class of the spec. */
export function hasCode(error: unknown, name: keyof typeof codeClasses): error is DisResponseError {
  return error instanceof DisResponseError && isCode(error.code, name);
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
