/** Options that every operation takes besides its parameters. */
export interface CallOptions {
  /** Ends the call at any point; the call then rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
  /** Time in milliseconds for one attempt, body included. Default: that of the client (30,000). */
  readonly timeoutMs?: number | undefined;
  /**
   * Time in milliseconds for all attempts and the pauses between them. Default: that of the client
   * (90,000).
   */
  readonly totalTimeoutMs?: number | undefined;
  /** Headers to add. Those that the client sets for authentication win. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** The result of `operation.withResponse(…)`. */
export interface WithResponse<T> {
  /** The decoded body, as the call without `withResponse` returns it. */
  readonly data: T;
  /** The response, for its status and headers; its body has been read. */
  readonly response: Response;
  /** `X-Request-Id` of the response. */
  readonly requestId: string | undefined;
  /** Number of times the request was sent. */
  readonly attempts: number;
}
