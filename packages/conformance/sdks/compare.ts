import type { Failure, Read, Wire } from "../../../scripts/generate/lib/results.ts";

type Leaves = ReadonlyMap<string, unknown>;

/** A response on the wire, as far as results depend on it. */
export interface WireResponse {
  readonly status: number;
  readonly requestId: string | undefined;
  readonly body: string;
}

/** An error as a program reports it. */
export interface Reported {
  readonly class: string;
  readonly message?: string | null;
  readonly status?: number | null;
  readonly code?: string | number | null;
  readonly request_id?: string | null;
  readonly wraps?: string;
}

/** Return what results.json keeps of a response; of the request, if a success has no body. */
export function wireOf({ status, body }: WireResponse, sent?: unknown): Wire {
  const value = body === "" ? sent : parse(body);
  if (status < 300) {
    return { status, ...(value !== undefined && { fields: typesOf(leavesOf(value)) }) };
  }
  const code = find(value, ["errorCode", "error_code", "code"]);
  return { status, ...((typeof code === "string" || typeof code === "number") && { code }) };
}

/**
 * Compare a response with what a program read from it, field by field. In a list, the worst result of
 * any entry counts.
 */
export function compare(wire: unknown, got: unknown): Read {
  const sent = leavesOf(wire);
  const received = leavesOf(got);
  const dropped = new Set<string>();
  const changed: Record<string, string> = {};
  const added: Record<string, unknown> = {};
  for (const [place, value] of sent) {
    const path = generic(place);
    if (!received.has(place)) dropped.add(path);
    else if (!isSame(received.get(place), value)) changed[path] = typeOf(received.get(place));
  }
  for (const [place, value] of received) {
    // An object whose fields were all dropped is not counted itself.
    const isLeft = isEmpty(value) && [...sent.keys()].some((other) => isInside(other, place));
    if (!sent.has(place) && !isLeft) added[generic(place)] = value;
  }
  for (const path of dropped) delete changed[path];
  return {
    ...(dropped.size > 0 && { dropped: [...dropped] }),
    ...(Object.keys(changed).length > 0 && { changed }),
    ...(Object.keys(added).length > 0 && { added }),
  };
}

/** Describe an error by what it contains of the response that caused it. */
export function failureOf(reported: Reported, { requestId, body }: WireResponse): Failure {
  const { status, code, message, request_id, wraps } = reported;
  const own = find(parse(body), ["message", "error_msg"]);
  return {
    class: reported.class,
    ...(status != null && status !== 0 && { status }),
    ...(code != null && code !== "" && { code }),
    ...(message && { message: kindOf(message, body, own) }),
    request_id: requestId !== undefined && request_id === requestId,
    ...(wraps !== undefined && { wraps }),
  };
}

function kindOf(text: string, body: string, own: unknown): NonNullable<Failure["message"]> {
  if (text === own) return "message";
  if (text === body) return "body";
  return typeof own === "string" && text.includes(own) ? "around" : "other";
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Return the first of these keys in an error's body, or in the `error` object of IAM's shape. */
function find(body: unknown, keys: readonly string[]): unknown {
  const inner = isRecord(body) && isRecord(body.error) ? body.error : body;
  const key = keys.find((key) => isRecord(inner) && key in inner);
  return key !== undefined && isRecord(inner) ? inner[key] : undefined;
}

/** Return every value that contains no other, by its place. */
function leavesOf(value: unknown, place = ""): Leaves {
  if (typeof value !== "object" || value === null || isEmpty(value))
    return new Map([[place, value]]);
  const entries = Array.isArray(value)
    ? value.map((entry, index) => [`${place}[${index}]`, entry] as const)
    : Object.entries(value).map(
        ([key, entry]) => [place === "" ? key : `${place}.${key}`, entry] as const,
      );
  return new Map(entries.flatMap(([inner, entry]) => [...leavesOf(entry, inner)]));
}

function typesOf(leaves: Leaves): Record<string, string> {
  const types: Record<string, string> = {};
  for (const [place, value] of leaves) {
    const path = generic(place);
    const known = types[path]?.split(" or ") ?? [];
    types[path] = [...new Set([...known, typeOf(value)])].sort().join(" or ");
  }
  return types;
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}

function generic(place: string): string {
  return place.replace(/\[\d+\]/g, "[]");
}

function isInside(place: string, outer: string): boolean {
  return place.startsWith(`${outer}.`) || place.startsWith(`${outer}[`);
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** For leaves only: an object here is empty. */
function isSame(one: unknown, other: unknown): boolean {
  return isEmpty(one) && isEmpty(other) ? typeOf(one) === typeOf(other) : one === other;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
