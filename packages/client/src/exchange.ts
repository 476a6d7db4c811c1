import { readError, readSuccess } from "./answer.js";
import { type Body, readBody } from "./body.js";
import type { Call, Outgoing } from "./call.js";
import { DisConnectionError, DisResponseError } from "./errors.js";
import { version } from "./generated/version.js";
import type { Config } from "./options.js";
import { redactCause, redactHeaders, redactJson, scrub } from "./redact.js";

/** A complete response, of any status. */
export interface Answer {
  readonly response: Response;
  readonly text: string;
  /** The JSON object of a successful response. */
  readonly data: unknown;
  /** The error for a failed response. */
  readonly error: DisResponseError | undefined;
  /** The headers of the request, those of the authentication included. */
  readonly sent: Headers;
}

// A browser keeps its own, and would need the server's permission (CORS) to send another.
const userAgent = globalThis.navigator?.userAgent?.startsWith("Mozilla/")
  ? undefined
  : `dis-openapi-client/${version}`;

/**
 * Make one attempt: authorise, send, read the complete body.
 *
 * The address and the signal go to `fetch` as they are. The signal of a `Request` that nothing
 * references would be garbage-collected with it (Node 22 and later).
 *
 * @throws DisConnectionError, DisParseError, DisResponseError for a redirect, and what the
 *   authentication or a hook throws.
 */
export async function exchange(
  call: Call,
  request: Outgoing,
  signal: AbortSignal,
  secrets: Set<string>,
  { fetch, hooks, maxResponseBytes }: Config,
): Promise<Answer> {
  const { operationId, auth } = call;
  const { method, url, body = null } = request;
  const headers = new Headers(request.headers);
  if (userAgent && !headers.has("User-Agent")) headers.set("User-Agent", userAgent);
  const found = await auth?.authorize({ ...call, ...request, headers, signal });
  for (const secret of found ?? []) secrets.add(secret);
  const attempt = ++call.attempts;
  hooks.onRequest?.({
    operationId,
    attempt,
    method,
    url,
    headers: redactHeaders(headers, secrets),
    body: body && redactJson(new TextDecoder().decode(body), secrets),
  });

  const start = performance.now();
  let response: Response;
  let received: Body;
  try {
    response = await fetch(url, { method, headers, body, redirect: "manual", signal });
    const requestId = response.headers.get("x-request-id");
    call.requestId = requestId ? scrub(requestId, secrets) : undefined;
    received = await readBody(response, maxResponseBytes, signal);
  } catch (error) {
    const cause = redactCause(error, secrets);
    throw new DisConnectionError(`no complete response: ${cause.message}`, call, { cause });
  }
  const { status } = response;
  hooks.onResponse?.({
    operationId,
    attempt,
    status,
    headers: redactHeaders(response.headers, secrets),
    body: redactJson(received.text, secrets),
    durationMs: performance.now() - start,
  });

  // A custom header such as X-Auth-Token would survive a redirect, even to another origin.
  if (response.type === "opaqueredirect" || response.redirected || (status > 299 && status < 400)) {
    throw new DisResponseError(`${status}: redirects are not followed`, call, { status });
  }
  const error = response.ok ? undefined : readError(response, received, call, secrets);
  // A body that the spec declares empty is ignored; an unknown one may be empty.
  const expected = request.content ?? received.text !== "";
  const data = response.ok && expected ? readSuccess(response, received, call) : undefined;
  return { response, text: received.text, data, error, sent: headers };
}
