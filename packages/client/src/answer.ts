import type { Call } from "./call.js";
import { DisParseError, DisResponseError, isCode } from "./errors.js";
import { line } from "./redact.js";
import { retryAfterMs } from "./retry.js";

/** The text of a body, or the reason why it cannot be read. */
export interface Body {
  readonly text: string;
  readonly problem?: string;
}

/**
 * Read a body of at most `limit` bytes as UTF-8, which JSON always is. An abort
 * cancels the reader too, since the signal of a `fetch` may not reach a body (Node 22 and later).
 *
 * @throws what the runtime throws when the body breaks off.
 */
export async function readBody(
  { body }: Response,
  limit: number,
  signal: AbortSignal,
): Promise<Body> {
  const reader = body?.getReader();
  const cancel = () => {
    reader?.cancel().catch(() => {});
  };
  signal.addEventListener("abort", cancel);
  if (signal.aborted) cancel();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > limit) {
      cancel();
      return { text: "", problem: `is larger than maxResponseBytes (${limit})` };
    }
    chunks.push(value);
  }
  try {
    return { text: utf8.decode(chunks.length === 1 ? chunks[0] : join(chunks, length)) };
  } catch {
    return { text: "", problem: "is not UTF-8" };
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/**
 * Return the JSON object of a successful response.
 *
 * @throws DisParseError, never with the error of `JSON.parse` as its cause: that quotes the body,
 *   which may hold a secret.
 */
export function readSuccess(response: Response, body: Body, call: Call): object {
  const data = parse(body.text);
  const unsafe = data && unsafeNumber(body.text);
  const path = unsafe && line(pathOfUnsafe(data), call.scrub());
  let { problem } = body;
  if (path) problem = `has ${unsafe}, at ${path}`;
  else if (!data) problem ??= body.text ? `is not a JSON object${mediaType(response)}` : "is empty";
  if (!data || problem) {
    throw new DisParseError(`the body of the ${response.status} ${problem}`, call, { path });
  }
  return data;
}

/** Build the error for a failed response of DIS, the gateway, IAM or a proxy. */
export function readError(response: Response, body: Body, call: Call): DisResponseError {
  const { status, headers } = response;
  const scrub = call.scrub();
  const text = (value: unknown) =>
    typeof value === "string" || typeof value === "number" ? line(`${value}`, scrub) : undefined;
  // DIS sends errorCode and message, the gateway error_code, error_msg and request_id, and IAM an
  // object `error` with code and message.
  const outer = parse(body.text) ?? {};
  const inner: Record<string, unknown> = Object(outer.error ?? outer);
  const code = text(inner.errorCode ?? inner.error_code ?? inner.code);
  const wait = retryAfterMs(headers);
  const gone = isCode(code, "taskNotFound") || isCode(code, "streamNotFound");
  const { operationId, attempts, requestId = text(outer.request_id) } = call;
  return new DisResponseError(
    [
      status,
      code,
      text(inner.message ?? inner.error_msg) ?? `without a readable error${mediaType(response)}`,
      wait !== undefined && `(Retry-After: ${Math.ceil(wait / 1000)} s)`,
      gone && call.mayHaveActed && "An earlier attempt of this call may have succeeded.",
    ]
      .filter(Boolean)
      .join(" "),
    { operationId, attempts, requestId },
    { status, code, retryAfterMs: wait },
  );
}

/** Return the object in a JSON text; undefined for anything else. */
function parse(text: string): Record<string, unknown> | undefined {
  try {
    const data: unknown = JSON.parse(text);
    // Nothing is known of its keys yet, hence the type.
    return typeof data === "object" && data && !Array.isArray(data)
      ? (data as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

// What may be such a number: one with 16 digits, or with an exponent of three.
const candidates = /[:,[\s]-?(\d[\d.]{15,}(e[+-]?\d+)?|[\d.]+e\+?\d{3,})/gi;

/** Return what is wrong with a number that `JSON.parse` rounds to another integer or to infinity. */
function unsafeNumber(text: string): string | undefined {
  let inString = false;
  let quote = -1;
  for (const { 0: match, index } of text.matchAll(candidates)) {
    const value = Math.abs(Number(match.slice(1)));
    const isLong = /^.-?[\d.]{16}/.test(match);
    if (value <= (isLong ? Number.MAX_SAFE_INTEGER : Number.MAX_VALUE)) continue;
    // Follow the quotes up to here, each of them once. One after an odd number of \ is text.
    for (;;) {
      const next = text.indexOf('"', quote + 1);
      if (next < 0 || next > index) break;
      let before = next;
      while (inString && text[before - 1] === "\\") before--;
      if ((next - before) % 2 === 0) inString = !inString;
      quote = next;
    }
    if (inString) continue;
    return isLong ? "an integer that would be rounded" : "a number beyond the range of JavaScript";
  }
  return undefined;
}

/**
 * Return the path of the first number that is unsafe. The stack holds one entry for each level:
 * recursion could overflow, and a list of all values with their paths takes many times the memory of
 * the response. What is nested more deeply than people write is not searched.
 */
function pathOfUnsafe(data: object): string {
  const levels = [levelOf("$", data)];
  for (let top = levels[0]; top; top = levels.at(-1)) {
    const { done, value: key } = top.keys.next();
    if (done) {
      levels.pop();
      continue;
    }
    const value = top.node[key];
    if (typeof value === "object" && value && levels.length < 1000)
      levels.push(levelOf(key, value));
    if (typeof value === "number" && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
      return [...levels.map(({ name }) => name), key].join(".");
    }
  }
  return "$";
}

function levelOf(name: string | number, node: object) {
  const keys: Iterator<string | number, undefined> = Array.isArray(node)
    ? node.keys()
    : Object.keys(node).values();
  // Arrays and objects of JSON are both read by these keys.
  return { name, node: node as Readonly<Record<string | number, unknown>>, keys };
}

function mediaType({ headers }: Response): string {
  const type = /^[\w.+/-]{1,60}/.exec(headers.get("content-type") ?? "");
  return type ? ` (${type})` : "";
}
