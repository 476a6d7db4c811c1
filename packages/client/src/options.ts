import type { Auth, ProviderContext } from "./auth/auth.js";
import type { DisClientError } from "./errors.js";
import type { servers } from "./generated/data.js";

/** A region of the spec. Pass the address of any other as `endpoint`. */
export type Region = (typeof servers)[number]["regions"][number];

/** A `fetch`: the runtime's own, or one that goes through a proxy or counts. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Options of {@link createDisClient}. Milliseconds are whole numbers up to 2,147,483,647. */
export interface DisClientOptions {
  /** Region of Huawei Cloud or of Open Telekom Cloud, such as `cn-north-4`. This, or `endpoint`. */
  readonly region?: Region | (string & {}) | undefined;
  /**
   * Address of DIS, such as `https://dis.cn-north-4.myhuaweicloud.com`, for a region that the spec
   * lacks, a VPC endpoint or a mock. This, or `region`.
   */
  readonly endpoint?: string | undefined;
  /**
   * Id of the project, or a function that returns it, called for each call; `lookUpProject()` of
   * `@dis-openapi/client/iam` is such a function. Default: none, and each call must pass its
   * `project_id`.
   */
  readonly projectId?:
    | string
    | ((context: ProviderContext) => string | Promise<string>)
    | undefined;
  /**
   * How requests are authenticated: `token(…)`, `accessKey(…)`, or `iamPassword(…)` of
   * `@dis-openapi/client/iam`.
   */
  readonly auth: Auth;
  /**
   * Time in milliseconds for one attempt, from sending to the end of the body. Default: 30,000. After
   * it, the attempt is repeated where `retry` allows it; otherwise the call rejects with
   * DisTimeoutError.
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Time in milliseconds for the whole call: all attempts and the pauses between them. Default:
   * 90,000. After it, the call rejects with DisTimeoutError.
   */
  readonly totalTimeoutMs?: number | undefined;
  /**
   * Maximum size of a response, in bytes. Default: 10,485,760 (10 MiB). A call whose success is larger
   * rejects with DisParseError.
   */
  readonly maxResponseBytes?: number | undefined;
  /** When to retry, or `false` for never. Default: see {@link RetryOptions}. */
  readonly retry?: false | RetryOptions | undefined;
  /** Default: the runtime's `fetch`, looked up at each call. */
  readonly fetch?: Fetch | undefined;
  /** Functions that observe each attempt; see {@link Hooks}. Default: none. */
  readonly hooks?: Hooks | undefined;
  /** Allow `http` to any address, not only to loopback. Default: false. */
  readonly allowHttp?: boolean | undefined;
}

/**
 * When and how often a failed attempt is repeated. A POST is repeated only when the service
 * cannot have acted: the connection was refused, or the response is a 429 or a flow-control code.
 */
export interface RetryOptions {
  /** Attempts in all, the first included. Default: 3. */
  readonly attempts?: number | undefined;
  /** Upper limit of the first pause, in milliseconds; it doubles each time. Default: 250. */
  readonly baseDelayMs?: number | undefined;
  /** Upper limit of every pause, in milliseconds. Default: 8,000. */
  readonly maxDelayMs?: number | undefined;
  /** The longest `Retry-After` to wait for, in milliseconds. Default: 60,000. */
  readonly maxRetryAfterMs?: number | undefined;
}

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
  /** Length of the pause, in milliseconds. */
  readonly delayMs: number;
  /** Why that attempt failed. */
  readonly error: DisClientError;
}

/**
 * Functions that observe every attempt, including those that fetch a token. A hook receives copies,
 * and cannot change the call. One that returns a promise is awaited within the limits of time. An error
 * that it throws ends the call.
 */
export interface Hooks {
  /** Called before each attempt is sent. */
  readonly onRequest?: ((event: RequestEvent) => void) | undefined;
  /** Called after each complete response, failed ones included. */
  readonly onResponse?: ((event: ResponseEvent) => void) | undefined;
  /** Called before the pause ahead of each further attempt. */
  readonly onRetry?: ((event: RetryEvent) => void) | undefined;
}
