/** A request as it came over the wire. */
export interface MockRequest {
  readonly method: string;
  /** Path and query, still encoded. */
  readonly target: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer<ArrayBuffer>;
  readonly requestId: string;
}

/** A response, before it is serialised. */
export interface MockResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Why the mock responds like this, where the body from the spec cannot say it. */
  readonly note?: string;
}
