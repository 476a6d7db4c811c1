import type { DisClientError } from "./errors.js";

/** One request as it is sent, without secrets. */
export interface RequestEvent {
  readonly operationId: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly method: string;
  readonly url: string;
  /** Copy with lower-case names; secrets read `[redacted]`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Copy of the JSON body; sensitive fields read `[redacted]`. */
  readonly body: unknown;
}

/** One complete response, without secrets. */
export interface ResponseEvent {
  readonly operationId: string;
  readonly attempt: number;
  readonly status: number;
  /** Copy with lower-case names; secrets read `[redacted]`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Copy of the JSON body; sensitive fields read `[redacted]`. Undefined when it is not JSON. */
  readonly body: unknown;
  /** Milliseconds from sending to the end of the body. */
  readonly durationMs: number;
}

/** A pause before another attempt. */
export interface RetryEvent {
  readonly operationId: string;
  /** The attempt that failed. */
  readonly attempt: number;
  readonly delayMs: number;
  readonly error: DisClientError;
}

/**
 * Functions that observe every attempt, including those that fetch a token. A hook receives copies,
 * and cannot change the call. It is not awaited; an error it throws ends the call.
 */
export interface Hooks {
  readonly onRequest?: ((event: RequestEvent) => void) | undefined;
  readonly onResponse?: ((event: ResponseEvent) => void) | undefined;
  readonly onRetry?: ((event: RetryEvent) => void) | undefined;
}
