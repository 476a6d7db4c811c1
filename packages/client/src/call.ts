import createClient from "openapi-fetch";
import type { Auth } from "./auth.js";
import type { OperationDescriptor } from "./descriptor.js";
import type { Answer } from "./exchange.js";
import type { Config } from "./options.js";
import { checkHeaders, checkParameters } from "./parameters.js";
import type { Bytes } from "./sign.js";
import type { Transport } from "./transport.js";
import { checkUrl } from "./url.js";

/** The parts of a client. */
export interface Internals {
  readonly config: Config;
  readonly transport: Transport;
}

/** A call of an operation, in all its attempts. */
export interface Call {
  readonly operationId: string;
  readonly client: Internals;
  readonly auth?: Auth | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs: number;
  readonly totalTimeoutMs: number;
  /** The end of `totalTimeoutMs`, on the monotonic clock of `performance`. */
  readonly deadline: number;
  /** Strings in the request that no error and no hook may show. */
  readonly secrets?: readonly string[];
  /** Whether the call may be sent twice. Default: as its method is defined (RFC 9110). */
  readonly idempotent?: boolean;
  projectId?: string | undefined;
  /** Counts the requests that were sent. */
  attempts: number;
  /** `X-Request-Id` of the last response. */
  requestId?: string | undefined;
}

/** A request as openapi-fetch built it. */
export interface Outgoing {
  readonly method: string;
  readonly url: string;
  /** Without those that the client and the authentication add. */
  readonly headers: Headers;
  readonly body?: Bytes | undefined;
  /** Whether a successful response has a body; undefined if unknown. */
  readonly content?: boolean;
}
/** Start a call and its clock. */
export function startCall(
  operationId: string,
  client: Internals,
  { timeoutMs, totalTimeoutMs }: { readonly timeoutMs: number; readonly totalTimeoutMs: number },
  extra?: Partial<Call>,
): Call {
  const deadline = performance.now() + totalTimeoutMs;
  return { operationId, client, timeoutMs, totalTimeoutMs, deadline, attempts: 0, ...extra };
}

/** A request built by openapi-fetch, before anything parses its URL. */
interface Built {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body?: string;
}

/** The method of openapi-fetch that is used here, where paths are data. */
type Build = (
  method: string,
  path: string,
  init: {
    readonly baseUrl: string;
    readonly params: object;
    readonly body: unknown;
    readonly headers: Readonly<Record<string, string>>;
    readonly parseAs: "stream";
    readonly fetch: (built: Built) => Promise<Response>;
  },
) => Promise<unknown>;

// openapi-fetch calls its Request with `new`, and hands the result to the `fetch` of the call. Both
// are given here, so the casts agree. A real Request would cost as much as the rest of a call.
function AsBuilt(url: string, init: object) {
  return { ...init, url };
}
const { request: build } = createClient({
  Request: AsBuilt as unknown as typeof Request,
}) as unknown as { request: Build };

/** Send a call of an operation. Rejects with every error, including failed responses. */
export async function send(
  call: Call,
  operation: OperationDescriptor,
  params: Readonly<Record<string, unknown>>,
  base: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  checkHeaders(headers, call);
  let answer: Answer | undefined;
  await build(operation.method, operation.path, {
    baseUrl: base,
    params: checkParameters(operation, params, call),
    body: params.body,
    headers,
    // The transport reads the body, and openapi-fetch must not do it again.
    parseAs: "stream",
    fetch: async ({ url, method, headers, body }) => {
      checkUrl(url, base, call);
      answer = await call.client.transport(call, {
        method,
        url,
        headers,
        body: body === undefined ? undefined : new TextEncoder().encode(body),
        content: !operation.noContent,
      });
      if (answer.error) throw answer.error;
      return answer.response;
    },
  });
  // The build has resolved, and with it the `fetch` that it was given.
  return answer as unknown as Answer;
}
