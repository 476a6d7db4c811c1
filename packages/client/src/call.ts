import type { Auth } from "./auth/auth.js";
import type { Bytes } from "./auth/sign.js";
import type { OperationDescriptor } from "./descriptor.js";
import type { DisResponseError, ErrorContext } from "./errors.js";
import { line, type Scrub, scrubber } from "./redact.js";

/** What a call is made with, besides its parameters. */
interface Settings {
  readonly auth?: Auth | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly region?: string | undefined;
  readonly timeoutMs: number;
  readonly totalTimeoutMs: number;
}

/** A call of an operation, in all its attempts. Its clock starts when it is made. */
export class Call implements ErrorContext {
  /** The end of `totalTimeoutMs`, on the monotonic clock of `performance`. */
  readonly deadline: number;
  projectId?: string | undefined;
  /** Counts the requests that were sent. */
  attempts = 0;
  /** Whether an attempt to delete something failed in a way that does not exclude its success. */
  mayHaveActed = false;
  /** The last response, whether or not its body could be read. */
  response?: Response | undefined;
  /** Strings in the request that no error and no hook may show. */
  readonly #secrets: Set<string>;

  constructor(
    readonly operationId: string,
    readonly settings: Settings,
    secrets: readonly string[] = [],
  ) {
    this.deadline = performance.now() + settings.totalTimeoutMs;
    this.#secrets = new Set(secrets);
  }

  hide(secrets: readonly string[]): void {
    for (const secret of secrets) this.#secrets.add(secret);
  }

  /** Make the function that removes the secrets known so far. Not kept, since most calls need none. */
  scrub(): Scrub {
    return scrubber(this.#secrets);
  }

  /** `X-Request-Id` of the last response. */
  get requestId(): string | undefined {
    const id = this.response?.headers.get("x-request-id");
    return id ? line(id, this.scrub()) : undefined;
  }
}

/** A request that is ready but for its authentication. */
export interface Outgoing {
  readonly method: string;
  readonly url: string;
  /** Without those that the client and the authentication add. */
  readonly headers: HeadersInit;
  readonly body?: Bytes | undefined;
  readonly idempotent?: boolean | undefined;
  /** See {@link OperationDescriptor}; undefined when the operation is unknown. */
  readonly empty?: OperationDescriptor["empty"];
}

/** A complete response, of any status. */
export interface Answer {
  readonly response: Response;
  readonly text: string;
  /** The JSON object of a successful response; undefined when it has no content. */
  readonly data: unknown;
  /** The error for a failed response. */
  readonly error: DisResponseError | undefined;
  /** The headers of the request, those of the authentication included. */
  readonly sent: Headers;
}
