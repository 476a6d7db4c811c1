import {
  createFinalURL,
  defaultPathSerializer,
  serializeArrayParam,
  serializePrimitiveParam,
} from "openapi-fetch";
import type { Outgoing } from "./call.js";
import { check, ofType } from "./check.js";
import type { OperationDescriptor, ParameterDescriptor } from "./descriptor.js";
import { DisConfigError, type ErrorContext } from "./errors.js";
import { operations } from "./generated/operations.js";

/** The checked parameters of a call, by their place in the request. */
type Sorted = Record<ParameterDescriptor["in"], Record<string, unknown>>;

function fits(parameter: ParameterDescriptor, value: unknown): boolean {
  const { type, pattern, minLength, maxLength, minimum, maximum } = parameter;
  if (parameter.enum?.includes(value) === false) return false;
  if (typeof value === "string") {
    const { length } = value;
    if (type !== "string" || length < (minLength ?? 0)) return false;
    if (length > (maxLength ?? length)) return false;
    // A URL cannot hold a lone surrogate.
    return !/\p{Cs}/u.test(value) && pattern?.test(value) !== false;
  }
  if (typeof value !== "number") return type === typeof value;
  if (type !== "number" && !(type === "integer" && Number.isSafeInteger(value))) return false;
  return Number.isFinite(value) && value >= (minimum ?? value) && value <= (maximum ?? value);
}

function wordsOf({ type, pattern, minimum, maximum, ...parameter }: ParameterDescriptor): string {
  if (parameter.enum) return `one of ${parameter.enum.join(", ")}`;
  if (type === "boolean") return "true or false";
  if (type === "string") {
    const { minLength = 0, maxLength = "any number of" } = parameter;
    const match = pattern ? ` that match ${pattern.source}` : "";
    return `${minLength} to ${maxLength} characters${match}`;
  }
  const from = minimum === undefined ? "" : ` from ${minimum}`;
  const to = maximum === undefined ? "" : ` up to ${maximum}`;
  return (type === "integer" ? "a whole number" : "a number") + from + to;
}

/** @throws DisConfigError for a value that does not meet the spec. */
function checkValue(
  name: string,
  value: unknown,
  parameter: ParameterDescriptor,
  context?: ErrorContext,
): void {
  const { list } = parameter;
  const values: unknown = list ? value : [value];
  if (Array.isArray(values) && [...values].every((one) => fits(parameter, one))) return;
  const words = `${list ? "a list, each value " : ""}${wordsOf(parameter)}`;
  throw new DisConfigError(`${name} must be ${words}`, context);
}

const project: ParameterDescriptor | undefined = Object.values(operations)
  .flatMap(({ parameters }): readonly ParameterDescriptor[] => parameters)
  .find((parameter) => parameter.project);

/** @throws DisConfigError for a project id that does not meet the spec. */
export function checkProject(id: unknown, context?: ErrorContext): void {
  if (project) checkValue("projectId", id, project, context);
}

/**
 * Check the parameters of a call and sort them by their place in the request. A missing project is left
 * to the client.
 *
 * @throws DisConfigError for the first that is missing, unknown or wrong.
 */
export function checkParameters(
  { parameters, body }: OperationDescriptor,
  given: Readonly<Record<string, unknown>>,
  context: ErrorContext,
): Sorted {
  const sorted: Sorted = { path: {}, query: {}, header: {} };
  for (const parameter of parameters) {
    const { name } = parameter;
    const value = given[name];
    if (value === undefined && (parameter.project || !parameter.required)) continue;
    checkValue(name, value, parameter, context);
    sorted[parameter.in][name] = value;
  }
  for (const name of Object.keys(given)) {
    if (!(name === "body" && body) && !parameters.some((parameter) => parameter.name === name)) {
      const known = parameters.map((parameter) => parameter.name).concat(body ? "body" : []);
      throw new DisConfigError(`${name} is not a parameter; use ${known.join(", ")}`, context);
    }
  }
  if (body === "required") check("body", given.body, ofType("object"), context);
  return sorted;
}

// `fetch` refuses the headers listed here, ignores them or writes its own.
const names =
  /^(?!(connection|content-length|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade)$)[\w-]+$/i;

/** @throws DisConfigError for a header that cannot be sent: `Headers` would quote it in its error. */
function checkHeaders(headers: Readonly<Record<string, unknown>>, context: ErrorContext): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!names.test(name) || typeof value !== "string" || !/^[\t -~]*$/.test(value)) {
      throw new DisConfigError(
        `headers.${name} must be plain ASCII text, and not a header that fetch sets`,
        context,
      );
    }
  }
}

const encoder = new TextEncoder();

function toJson(body: unknown, context: ErrorContext): Outgoing["body"] {
  if (body === undefined) return undefined;
  let text: string | undefined;
  try {
    text = JSON.stringify(body);
  } catch {
    // A circular or very deep object, a BigInt, or a `toJSON` that fails. The error may quote a value.
  }
  if (text === undefined) throw new DisConfigError("body cannot be written as JSON", context);
  return encoder.encode(text);
}

/**
 * Make the request of a call from its checked parameters.
 *
 * @throws DisConfigError for a header or a body that cannot be sent, and for an unsafe address.
 */
export function buildRequest(
  operation: OperationDescriptor,
  sorted: Sorted,
  { body, headers }: { readonly body: unknown; readonly headers: Readonly<Record<string, string>> },
  base: string,
  context: ErrorContext,
): Outgoing {
  const { method, path, parameters, empty = [], idempotent } = operation;
  // The query is the only place where lists are allowed, and the descriptors know how to write them.
  const querySerializer = (query: Readonly<Record<string, unknown>>) =>
    Object.entries(query)
      .map(([name, value]) =>
        Array.isArray(value)
          ? serializeArrayParam(name, value, {
              style: "form",
              explode: !parameters.some((one) => one.name === name && one.list === "comma"),
            })
          : serializePrimitiveParam(name, `${value}`),
      )
      .filter(Boolean)
      .join("&");
  const url = createFinalURL(path, {
    baseUrl: base,
    params: sorted,
    querySerializer,
    pathSerializer: defaultPathSerializer,
  });
  checkUrl(url, base, context);
  const json = toJson(body, context);
  const all: Record<string, string> = json ? { "Content-Type": "application/json" } : {};
  for (const [name, value] of Object.entries(sorted.header)) all[name] = `${value}`;
  for (const [name, value] of Object.entries(headers)) all[name] = value;
  checkHeaders(all, context);
  return { method, url, headers: all, body: json, empty, idempotent };
}

// A separator, a brace or a control character, as it is or encoded, or an empty or dot segment.
const unsafe = /[\\{}\p{Cc}]|%(2f|5c|7[bdf]|[01]|c2%[89])|\/(\.|%2e){0,2}(?=\/|$)/iu;

/**
 * Refuse an address that is not below the base, or whose path has a value that is missing, empty or
 * unsafe: each of them would reach another endpoint than was meant. It must see the address before
 * a URL parser does: that resolves `..` and leaves no trace.
 *
 * @throws DisConfigError
 */
export function checkUrl(url: string, base: string, context?: ErrorContext): void {
  const path = url.slice(base.length).replace(/[?#].*/s, "");
  if (!url.startsWith(`${base}/`) || unsafe.test(path)) {
    throw new DisConfigError(
      "a path value is missing, empty, a dot segment, or has a separator or control character",
      context,
    );
  }
}
