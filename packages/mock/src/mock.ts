import type { Request } from "openapi-backend";
import {
  type Behaviour,
  type Choice,
  createToken,
  listProjects,
  showTransferTask,
} from "./behaviours.js";
import { suggest } from "./check-options.js";
import { signatureProblem, tokenProblem } from "./credentials.js";
import type { Example } from "./examples.js";
import { at, isRecord } from "./json.js";
import type { MockRequest, MockResponse } from "./messages.js";
import { type Operation, statesOf, successesOf } from "./operations.js";
import type { MockRules } from "./options.js";
import { describe, violationsOf } from "./violations.js";

export interface Mock {
  respond(request: MockRequest): Promise<MockResponse>;
  /** Return the gateway's refusal of a request that it cannot read. */
  refuse(request: MockRequest, note: string): MockResponse;
}

/** @throws TypeError when a script names an unknown task or state. */
export function createMock(
  operations: readonly Operation[],
  rules: MockRules = {},
  now: () => number = Date.now,
): Mock {
  const tokens = rules.tokens && new Set(rules.tokens);
  const scripts = rules.scripts ?? {};
  checkScripts(scripts, operations);
  const behaviours: Readonly<Record<string, Behaviour>> = {
    showTransferTask: showTransferTask(scripts),
    createToken: createToken(rules.users, (token) => tokens?.add(token), now),
    listProjects,
  };

  /** Return what is wrong with the credentials of a request; undefined when they are accepted. */
  async function credentialProblem({ security }: Operation, request: MockRequest) {
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
    const { errors: invalid } = api.validateRequest(request, operationId);
    if (invalid) {
      const project = operation.parameters.find((parameter) => parameter["x-project"])?.name;
      const isProject = invalid.some(({ instancePath }) => instancePath === `/path/${project}`);
      return { error: isProject ? "DisInvalidProject" : errors.invalid, note: describe(invalid) };
    }

    const preferred = /(?:^|[\s,;])example="?([^\s",;]+)/i.exec(incoming.headers.prefer ?? "")?.[1];
    if (preferred !== undefined) {
      const note = `no example ${preferred}; the examples are ${[...examples.keys()].join(", ")}`;
      return examples.get(preferred) ?? { error: errors.invalid, note };
    }

    const { params, query, requestBody } = api.router.parseRequest(
      request,
      api.getOperation(operationId),
    );
    const successes = successesOf(operation);
    const behave = behaviours[operationId] ?? (() => successes[0]);
    const choice = behave({
      examples: successes,
      params,
      query,
      body: requestBody,
      waiterField: operation["x-waiter"]?.field,
    });
    return choice ?? { error: errors.failed, note: "the spec has no example that fits" };
  }

  function refuse(request: MockRequest, note: string): MockResponse {
    const error = "GatewayBadRequest";
    return build(firstWith(operations, error), request, { error, note });
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
      if (operation) return build(operation, incoming, await choose(operation, incoming));
      return build(firstWith(operations, "GatewayNotPublished"), incoming, {
        error: "GatewayNotPublished",
        note: `no operation has the method ${incoming.method} and this path`,
      });
    },
  };
}

function checkScripts(
  scripts: NonNullable<MockRules["scripts"]>,
  operations: readonly Operation[],
): void {
  const tasks = operations
    .flatMap(successesOf)
    .map(({ value }) => at(value, "task_name"))
    .filter((task) => typeof task === "string");
  const known = operations.flatMap(statesOf);
  for (const [task, states] of Object.entries(scripts)) {
    if (!tasks.includes(task)) {
      const hint = suggest(task, tasks) ?? `the tasks are ${tasks.join(", ")}`;
      throw new TypeError(`startMockDis: unknown task \`scripts.${task}\`; ${hint}`);
    }
    if (states.length === 0) {
      throw new TypeError(`startMockDis: \`scripts.${task}\` must name at least one state`);
    }
    for (const state of states) {
      if (known.includes(state)) continue;
      const hint = suggest(state, known) ?? `the states are ${known.join(", ")}`;
      throw new TypeError(`startMockDis: unknown state "${state}" in \`scripts.${task}\`; ${hint}`);
    }
  }
}

/** Return the operation whose error example is sent for a request that belongs to no operation. */
function firstWith(operations: readonly Operation[], example: string): Operation {
  const operation = operations.find(({ examples }) => examples.has(example));
  if (!operation) throw new Error(`the spec has no example ${example}`);
  return operation;
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
function build(operation: Operation, request: MockRequest, choice: Choice): MockResponse {
  const { operationId, examples, errors } = operation;
  const note = "error" in choice ? choice.note : "";
  const example = "error" in choice ? examples.get(choice.error) : choice;
  if (!example) throw new Error(`${operationId} has no example ${at(choice, "error")}`);
  const common = { "Content-Type": "application/json", "X-Request-Id": request.requestId };
  const response: MockResponse = {
    status: example.status,
    headers: { ...headersOf(example), ...common },
    body: fill(example.value, request, operation, choice),
    note,
  };
  const violations = violationsOf(operation, response);
  if (violations.length === 0) return response;
  const message = `the example ${example.name} of ${operationId} does not conform to the spec: ${violations.join("; ")}`;
  console.error(`mock: ${message}`);
  return { status: 500, headers: common, body: examples.get(errors.failed)?.value, note: message };
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
 * Put what belongs to this request into a body: the request id, and in an error, the value that was
 * sent where the example names the example value of a parameter in square brackets.
 */
function fill(
  value: unknown,
  { requestId }: MockRequest,
  { parameters }: Operation,
  choice: Choice,
): unknown {
  if (!isRecord(value)) return value;
  const sent = "error" in choice ? (choice.params ?? {}) : {};
  const entries = Object.entries(value).map(([key, entry]) => {
    if (key === "request_id") return [key, requestId];
    if (typeof entry !== "string") return [key, entry];
    const filled = parameters
      .filter(({ name }) => name in sent)
      .reduce(
        (text, { name, example }) => text.replaceAll(`[${example}]`, () => `[${sent[name]}]`),
        entry,
      );
    return [key, filled];
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
