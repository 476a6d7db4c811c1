import { type Body, readBody, readError, readSuccess } from "./answer.js";
import type { Answer, Call, Outgoing } from "./call.js";
import { check, type Rule } from "./check.js";
import type { Config } from "./config.js";
import { DisConnectionError, DisResponseError } from "./errors.js";
import { version } from "./generated/version.js";
import { redactCause, redactHeaders, redactJson } from "./redact.js";

// A browser keeps its own, and would need the server's permission (CORS) to send another.
const userAgent = globalThis.navigator?.userAgent?.startsWith("Mozilla/")
  ? undefined
  : `dis-openapi-client/${version}`;

const texts: Rule = [
  "a list of strings",
  (list) => Array.isArray(list) && [...list].every((text) => typeof text === "string"),
];

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
  { fetch, hooks, maxResponseBytes, request: send }: Config,
  call: Call,
  request: Outgoing,
  signal: AbortSignal,
): Promise<Answer> {
  const { operationId, projectId } = call;
  const { auth, region } = call.settings;
  const { method, url, body } = request;
  const headers = new Headers(request.headers);
  if (userAgent && !headers.has("User-Agent")) headers.set("User-Agent", userAgent);
  if (auth) {
    const secrets = await auth.authorize({
      operationId,
      projectId,
      region,
      auth,
      signal,
      request: send,
      method,
      url,
      headers,
      body,
    });
    check("auth: authorize() result", secrets, texts, call);
    call.hide(secrets);
  }
  const attempt = ++call.attempts;
  if (hooks.onRequest) {
    const scrub = call.scrub();
    await hooks.onRequest({
      operationId,
      attempt,
      method,
      url,
      headers: redactHeaders(headers, scrub),
      body: body ? redactJson(new TextDecoder().decode(body), scrub) : null,
    });
  }

  const start = performance.now();
  let response: Response;
  let received: Body;
  try {
    response = await fetch(url, {
      method,
      headers,
      body: body ?? null,
      redirect: "manual",
      signal,
    });
    // A `fetch` of the caller may return anything.
    if (typeof Object(response.headers).get !== "function") {
      throw new TypeError("what fetch returned is not a Response");
    }
    call.response = response;
    received = await readBody(response, maxResponseBytes, signal);
  } catch (error) {
    const cause = redactCause(error, call.scrub());
    throw new DisConnectionError(`no complete response: ${cause.message}`, call, { cause });
  }
  const { status } = response;
  if (hooks.onResponse) {
    const scrub = call.scrub();
    await hooks.onResponse({
      operationId,
      attempt,
      status,
      headers: redactHeaders(response.headers, scrub),
      body: redactJson(received.text, scrub),
      durationMs: performance.now() - start,
    });
  }

  // A custom header such as X-Auth-Token would survive a redirect, even to another origin.
  if (response.type === "opaqueredirect" || response.redirected || (status > 299 && status < 400)) {
    throw new DisResponseError(`${status}: redirects are not followed`, call, { status });
  }
  const error = response.ok ? undefined : readError(response, received, call);
  const hasData = response.ok && hasContent(request.empty, response, received);
  const data = hasData ? readSuccess(response, received, call) : undefined;
  return { response, text: received.text, data, error, sent: headers };
}

/** Return whether a success must have a JSON object. An unknown operation may have none. */
function hasContent(empty: Outgoing["empty"], { status }: Response, { text }: Body): boolean {
  return empty === undefined ? text !== "" : empty !== true && !empty.includes(status);
}
