import type { Request } from "openapi-backend";
import { checkRules } from "./check-rules.js";
import type { Choice } from "./choice.js";
import { signatureProblem, tokenProblem } from "./credentials.js";
import { codeOf, type Example } from "./examples.js";
import { type Behaviour, createToken, listProjects } from "./iam.js";
import { at, isRecord } from "./json.js";
import type { MockRequest, MockResponse } from "./messages.js";
import { type Operation, successesOf } from "./operations.js";
import type { MockRules } from "./options.js";
import { Resources } from "./resources.js";
import { describe, type Invalid, relevant, violationsOf } from "./violations.js";

export interface Mock {
  respond(request: MockRequest): Promise<MockResponse>;
  /** Return the gateway's refusal of a request that it cannot read. */
  refuse(request: MockRequest, note: string): MockResponse;
}

/** @throws TypeError when a rule names something that the spec does not have. */
export function createMock(
  operations: readonly Operation[],
  rules: MockRules = {},
  now: () => number = Date.now,
): Mock {
  const tokens = rules.tokens && new Set(rules.tokens);
  checkRules(rules, operations);
  const resources = new Resources(operations, rules, now);
  const behaviours: Readonly<Record<string, Behaviour>> = {
    createToken: createToken(rules.users, (token) => tokens?.add(token), now),
    listProjects,
  };

  /** Return what is wrong with the credentials of a request; undefined when they are accepted. */
  async function credentialProblem({ security = [] }: Operation, request: MockRequest) {
    if (security.length === 0) return undefined;
    const problems = new Map([
      ["token", tokenProblem(request, tokens)],
      ["aksk", await signatureProblem(request, rules.accessKeys, now())],
    ]);
    // One requirement must be met, with all of its schemes.
    const isMet = security.some((requirement) =>
      Object.keys(requirement).every((name) => problems.has(name) && !problems.get(name)),
    );
    return isMet ? undefined : [...problems.values()].filter(Boolean).join("; ");
  }

  /** Check in the order of a gateway: credentials, then values, then what they refer to. */
  async function choose(operation: Operation, incoming: MockRequest): Promise<Choice> {
    const { api, operationId, errors, examples } = operation;
    const problem = await credentialProblem(operation, incoming);
    if (problem !== undefined) return { error: "GatewayUnauthorized", note: problem };

    const request = requestOf(incoming, operation);
    const { errors: found, coerced } = api.validateRequest(request, operationId);
    if (found) return invalidChoice(operation, relevant(found));

    const preferred = /(?:^|[\s,;])example="?([^\s",;]+)/i.exec(incoming.headers.prefer ?? "")?.[1];
    if (preferred !== undefined) {
      const note = `no example ${preferred}; the examples are ${[...examples.keys()].join(", ")}`;
      return examples.get(preferred) ?? { error: errors.invalid, note };
    }

    const { params, requestBody } = api.router.parseRequest(request, api.getOperation(operationId));
    const query = isRecord(coerced?.query) ? coerced.query : {};
    const decoded = { params, query, body: requestBody };
    const successes = successesOf(operation);
    const choice =
      resources.handle(operation, decoded) ??
      behaviours[operationId]?.(decoded, successes) ??
      successes[0];
    return choice ?? { error: errors.failed, note: "the spec has no example of a success" };
  }

  function refuse(request: MockRequest, note: string): MockResponse {
    const error = "GatewayBadRequest";
    return build(firstWith(operations, error), request, { error, note }, operations);
  }

  return {
    refuse,
    async respond(incoming) {
      const path = incoming.target.split("?", 1)[0] ?? "";
      if (!isDecodable(path)) return refuse(incoming, "the path has malformed percent-encoding");
      const request = { method: incoming.method, path, headers: {} };
      const operation = operations.find(
        ({ api, operationId }) => api.matchOperation(request)?.operationId === operationId,
      );
      if (operation) {
        return build(operation, incoming, await choose(operation, incoming), operations);
      }
      const error = "GatewayNotPublished";
      const note = `no operation has the method ${incoming.method} and this path`;
      return build(firstWith(operations, error), incoming, { error, note }, operations);
    },
  };
}

/** Return the error for invalid values: the project has its own. */
function invalidChoice({ parameters, errors }: Operation, invalid: readonly Invalid[]): Choice {
  const project = parameters.find((parameter) => parameter["x-project"])?.name;
  const isProject = invalid.some(({ instancePath }) => instancePath === `/path/${project}`);
  if (invalid.some(({ keyword }) => keyword === "parse")) {
    const name = "request body";
    return { error: errors.invalid, note: `the ${name} is not JSON`, invalid: name };
  }
  return {
    error: isProject ? "DisInvalidProject" : errors.invalid,
    note: describe(invalid),
    invalid: nameOf(invalid[0]),
  };
}

/** Return the name of an invalid parameter, or the path of a value in the body. */
function nameOf({ instancePath = "", params }: Partial<Invalid> = {}): string {
  const missing = at(params, "missingProperty");
  const [, place, ...keys] = [...instancePath.split("/"), ...(missing ? [String(missing)] : [])];
  return keys.join(".") || (place === "requestBody" ? "request body" : "request");
}

/** Return the operation whose error example is sent for a request that belongs to no operation. */
function firstWith(operations: readonly Operation[], error: string): Operation {
  const operation = operations.find((candidate) => errorExample(candidate, error));
  if (!operation) throw new Error(`the spec has no example of the error ${error}`);
  return operation;
}

/** Return the example of an error, by its name or its code. */
function errorExample({ examples }: Operation, error: string): Example | undefined {
  return examples.get(error) ?? [...examples.values()].find(({ value }) => codeOf(value) === error);
}

/** Return the request in the form that the library takes. */
function requestOf(incoming: MockRequest, { parameters }: Operation): Request {
  const { method, headers, target, body } = incoming;
  const [path = "", ...rest] = target.split("?");
  const search = new URLSearchParams(rest.join("?"));
  const query: Record<string, string | string[]> = {};
  // Only the known keys: the service tolerates others, the library does not.
  for (const { name } of parameters.filter((parameter) => parameter.in === "query")) {
    const [first, ...more] = search.getAll(name);
    if (first !== undefined) query[name] = more.length > 0 ? [first, ...more] : first;
  }
  const text = body.length > 0 ? body.toString("utf8") : undefined;
  return { method, path, headers: { ...headers }, query, body: text };
}

/** Build the response, or a 500 when the spec does not allow it. */
function build(
  chosen: Operation,
  request: MockRequest,
  choice: Choice,
  operations: readonly Operation[],
): MockResponse {
  // An operation that does not declare an error borrows it from another.
  const isBorrowed = "error" in choice && !errorExample(chosen, choice.error);
  const operation = isBorrowed ? firstWith(operations, choice.error) : chosen;
  const { operationId, examples, errors } = operation;
  const note = "error" in choice ? choice.note : "";
  const example = "error" in choice ? errorExample(operation, choice.error) : choice;
  if (!example) throw new Error(`${operationId} has no example of ${at(choice, "error")}`);
  const body = fill(example.value, request, choice, operations);
  const id = { "X-Request-Id": request.requestId };
  const type = { "Content-Type": "application/json" };
  const response: MockResponse = {
    status: example.status,
    headers: { ...headersOf(example), ...id, ...(body !== undefined && type) },
    body,
    note,
  };
  const violations = violationsOf(operation, response);
  if (violations.length === 0) return response;
  const message = `the example ${example.name} of ${operationId} does not conform to the spec: ${violations.join("; ")}`;
  console.error(`mock: ${message}`);
  const failed = examples.get(errors.failed)?.value;
  return { status: 500, headers: { ...id, ...type }, body: failed, note: message };
}

/** Return the headers of an example, with `Retry-After` only for the statuses that it belongs to. */
function headersOf({ headers, status }: Example): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => name.toLowerCase() !== "retry-after" || status === 429 || status === 503,
    ),
  );
}

/**
 * Put what belongs to this request into a body: the request id, and in the message of an error, what
 * was sent in place of what the example names: the example value of a parameter in square brackets,
 * or the name of a parameter.
 */
function fill(
  value: unknown,
  { requestId }: MockRequest,
  choice: Choice,
  operations: readonly Operation[],
): unknown {
  if (!isRecord(value)) return value;
  const { params = {}, invalid } = "error" in choice ? choice : {};
  const all = operations.flatMap(({ parameters }) => parameters);
  const replaced = (text: string): string => {
    const named = all
      .filter(({ name }) => Object.hasOwn(params, name))
      .reduce(
        (found, { name, example }) => found.replaceAll(`[${example}]`, () => `[${params[name]}]`),
        text,
      );
    if (invalid === undefined) return named;
    return named.replace(/[a-z][a-z0-9_]*(?=\.?\])/i, (word) =>
      all.some(({ name }) => name === word) ? invalid : word,
    );
  };
  const entries = Object.entries(value).map(([key, entry]) => {
    if (key === "request_id") return [key, requestId];
    return [key, typeof entry === "string" && "error" in choice ? replaced(entry) : entry];
  });
  return Object.fromEntries(entries);
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
